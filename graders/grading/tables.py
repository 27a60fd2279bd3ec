"""nbgrader's tables, as far as grading reads and writes them.

Declared here because nbgrader's own declarations take a second to import, and each row that is read through
them a query. A test holds them against nbgrader's.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Float, Interval, MetaData, String, Table, Text

metadata = MetaData()


def _id() -> Column[str]:
    return Column("id", String(32), primary_key=True)


def _key(name: str) -> Column[str]:
    return Column(name, String(32))


assignment = Table(
    "assignment",
    metadata,
    _id(),
    Column("name", String(128)),
    Column("duedate", DateTime()),
    _key("course_id"),
)
notebook = Table(
    "notebook",
    metadata,
    _id(),
    Column("name", String(128)),
    _key("assignment_id"),
    Column("kernelspec", String(1024)),
)
base_cell = Table(
    "base_cell", metadata, _id(), Column("name", String(128)), _key("notebook_id"), Column("type", String(50))
)
grade_cells = Table("grade_cells", metadata, _id(), Column("max_score", Float()))
task_cells = Table("task_cells", metadata, _id(), Column("max_score", Float()))
source_cell = Table(
    "source_cell",
    metadata,
    _id(),
    Column("name", String(128)),
    Column("cell_type", String(8)),
    Column("locked", Boolean()),
    Column("source", Text()),
    Column("checksum", String(128)),
    _key("notebook_id"),
)
student = Table(
    "student",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("first_name", String(128)),
    Column("last_name", String(128)),
    Column("email", String(128)),
)
submitted_assignment = Table(
    "submitted_assignment",
    metadata,
    _id(),
    _key("assignment_id"),
    Column("student_id", String(128)),
    Column("timestamp", DateTime()),
    Column("extension", Interval()),
)
submitted_notebook = Table(
    "submitted_notebook",
    metadata,
    _id(),
    _key("assignment_id"),
    _key("notebook_id"),
    Column("flagged", Boolean()),
    Column("late_submission_penalty", Float()),
)
grade = Table(
    "grade",
    metadata,
    _id(),
    _key("notebook_id"),
    _key("cell_id"),
    Column("auto_score", Float()),
    Column("manual_score", Float()),
    Column("extra_credit", Float()),
    Column("needs_manual_grade", Boolean()),
)
comment = Table(
    "comment",
    metadata,
    _id(),
    _key("notebook_id"),
    _key("cell_id"),
    Column("auto_comment", Text()),
    Column("manual_comment", Text()),
)
