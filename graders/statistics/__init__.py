"""What a class understood: figures on each question, and who needs help, out of what grading left behind.

Read in this order: classwork (who answered what), measures (the formulas), mistakes (what went wrong and how
often), findings (what is worth a sentence), summary (a lesson's and a course's figures), then the ways to
show them: table, data, page and pictures. Nothing here changes a grade or a file of the course.
"""
