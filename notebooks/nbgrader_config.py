"""nbgrader's settings for this course. Plain `nbgrader`, its web pages and `graders` all read this file."""

c = get_config()  # noqa: F821  # nbgrader defines it when it reads this file

c.CourseDirectory.course_id = "autodiff"

# What never leaves the course: hidden checks, and the answers with which lessons are tested. Take out the
# last line before you release, and students have numbers of their own in lessons that draw them.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    "hidden.py",
    "tests.py",
    "variants.toml",
]

# What students find in place of a solution. A function around it needs a docstring or another line.
c.ClearSolutions.code_stub = {"python": "# Your answer goes here."}
c.ClearSolutions.text_stub = "*Your answer goes here.*"

# Seconds that one cell may run.
c.Execute.timeout = 60

# nbgrader's own steps, and two more: cells are found though their marks were lost or an answer stands beside
# its cell, and cells that a student deleted are put back, so the rest can be graded.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "graders.course.restore.RecogniseCells",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "graders.course.restore.RestoreMissingCells",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Nothing that a student wrote runs on a page that nbgrader makes: feedback, and its web pages.
c.HTMLExporter.preprocessors = ["graders.course.inert.Inert"]
c.HTMLExporter.filters = {"markdown2html": "graders.course.inert.markdown"}

# Pages of feedback: titles, points, reasons, where to read again. Without this line: nbgrader's own pages.
c.GenerateFeedback.exporter_class = "graders.feedback.exporter.FeedbackExporter"
