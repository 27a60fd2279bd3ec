"""What students are given: a zip to open anywhere, or a git repository that is kept in step.

`secrets` knows what must never leave a course, and everything that goes out is held against it.
"""
