"""Grades out of the gradebook: a table, and files that learning platforms import.

Read in this order: grades (what the gradebook holds), platforms (whose columns are called what), roster (a
platform's own list of students), sheet (rows and columns put together), exporters (the same for
`nbgrader export`). Nothing here changes a grade.
"""
