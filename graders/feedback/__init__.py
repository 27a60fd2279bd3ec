"""Pages that students get back: one for a graded lesson, and one over all lessons.

Read in this order: formulas and texts (a student's words as HTML that runs nothing), scores (what the
gradebook says), cards (what is said of a graded cell), page, exporter, summary.
"""
