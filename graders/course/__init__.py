"""What instructors do with a course: release a lesson, grade a class, write feedback, report.

The steps of grading are apart, each its own module: find the submissions, examine one (bytes to notebook and
remarks), execute it, record it in the gradebook, report. Only `record`, `release` and `feedback` write to a
course.
"""

import graders.course.lean  # noqa: F401 - before any of nbgrader is imported
