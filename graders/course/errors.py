"""What can go wrong with a course, said to an instructor in one message."""

from __future__ import annotations

import contextlib
import sqlite3
import warnings
from collections.abc import Iterator


class CourseError(Exception):
    """Nothing can be done until a person has acted. `str()` of it says what is wrong and what to do."""


class GradebookBusy(CourseError):
    """The gradebook cannot be written to just now."""


class NotTaken(CourseError):
    """The gradebook does not take these rows; others it takes. Nothing of them was written."""


OLDER = ("no such column", "no such table", "has no column", "does not exist")
"""What databases say where a table is not of the form that this nbgrader makes."""


@contextlib.contextmanager
def explained(doing: str) -> Iterator[None]:
    """Turn what a disk or a database raises into a CourseError that says what was being done."""
    from sqlalchemy.exc import DataError, DBAPIError, SAWarning

    try:
        with warnings.catch_warnings():
            # nbgrader adds rows in an order that newer SQLAlchemy warns of; the rows are right.
            warnings.simplefilter("ignore", SAWarning)
            yield
    except DataError as problem:
        reason = str(problem.orig).partition("\n")[0]
        raise NotTaken(f"While {doing}: the gradebook does not take it ({reason}).") from problem
    except (DBAPIError, sqlite3.Error) as problem:
        reason = str(getattr(problem, "orig", problem))
        if "locked" in reason or "lock timeout" in reason:
            raise GradebookBusy(
                f"While {doing}: another program holds the gradebook. "
                "Close it (a formgrader page, another grading run), then "
                "run this again. What is done stays done."
            ) from problem
        if any(words in reason for words in OLDER):
            raise CourseError(
                f"While {doing}: the gradebook was made by an older nbgrader ({reason}). In the course's "
                "folder, type: nbgrader db upgrade"
            ) from problem
        raise CourseError(f"While {doing}: the gradebook cannot be used ({reason}).") from problem
    except OSError as problem:
        place = f" ({problem.filename})" if problem.filename else ""
        raise CourseError(
            f"While {doing}: {problem.strerror or problem}{place}. Nothing was lost."
        ) from problem
