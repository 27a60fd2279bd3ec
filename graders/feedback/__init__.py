"""Pages that students get back: one for a graded lesson, and one over all lessons.

Read in this order: scores (what the gradebook says), marks (what is found in the notebook), texts and formulas
(a student's words as HTML that runs nothing), page, exporter, summary.
"""
