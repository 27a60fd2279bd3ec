"""Answers that are alike beyond what the lesson explains, for a person to look at. It proves nothing.

Read in this order: tokens (what of a text counts), fingerprints (winnowing), answers (what a class wrote),
pairs (who wrote alike), then the ways to show them: table, data and page. Nothing here changes a grade or a
file of the course.
"""
