"""How learning platforms call the columns of the files that they import and export.

After their public documentation: Canvas, "How do I import grades in the Gradebook?" and the importer of its
open source; Moodle, "Grade import"; Blackboard, "Work Offline with Grade Data"; Brightspace, "Importing
grades" with its sample file; Gradescope, the CSV file of "Download Grades".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graders.course.spreadsheet import number
from graders.export.grades import Mark, Person


@dataclass(frozen=True)
class Platform:
    """One platform's table. `column` is what a new column of grades is called, given lesson and points.

    `about` gives a student's own columns. `keys` are those by which the platform finds a student, `before`
    the pattern of what may follow a lesson's name in a column that the platform has already.
    """

    name: str
    about: Callable[[Person], Mapping[str, str]]
    keys: tuple[str, ...]
    column: Callable[[str, float], str]
    existing: str
    further: Callable[[str], tuple[str, ...]] = lambda lesson: ()
    extra: Callable[[Mark, float], tuple[str, ...]] = lambda mark, possible: ()
    last: tuple[str, str] | None = None
    points_row: str = ""
    quoted: bool = False

    def is_column_of(self, header: str, lesson: str) -> bool:
        """Whether a column of the platform's own file holds the grades of a lesson."""
        return re.fullmatch(re.escape(lesson) + self.existing, header.strip()) is not None


def _canvas(person: Person) -> Mapping[str, str]:
    name = ", ".join(filter(None, (person.last_name, person.first_name))) or person.id
    return {"Student": name, "ID": "", "SIS User ID": "", "SIS Login ID": person.id, "Section": ""}


def _moodle(person: Person) -> Mapping[str, str]:
    return {
        "First name": person.first_name,
        "Last name": person.last_name,
        "Username": person.id,
        "Email address": person.email,
    }


def _blackboard(person: Person) -> Mapping[str, str]:
    return {"Last Name": person.last_name, "First Name": person.first_name, "Username": person.id}


def _brightspace(person: Person) -> Mapping[str, str]:
    return {"Username": person.id}


def _gradescope(person: Person) -> Mapping[str, str]:
    return {
        "First Name": person.first_name,
        "Last Name": person.last_name,
        "SID": person.id,
        "Email": person.email,
        "Sections": "",
    }


def _of_gradescope(mark: Mark, possible: float) -> tuple[str, ...]:
    when = mark.when.strftime("%Y-%m-%d %H:%M:%S +0000") if mark.when else ""
    return number(possible), when, hours(mark.late)


def hours(seconds: float) -> str:
    """A time as hours, minutes and seconds.

    >>> hours(0), hours(90061)
    ('00:00:00', '25:01:01')
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}"


PLATFORMS = {
    platform.name: platform
    for platform in (
        Platform(
            "canvas",
            _canvas,
            ("SIS Login ID", "SIS User ID", "ID"),
            lambda lesson, possible: lesson,
            r"(?: \(\d+\))?",
            points_row="    Points Possible",
        ),
        Platform(
            "moodle",
            _moodle,
            ("Username", "ID number", "Email address"),
            lambda lesson, possible: f"{lesson} (Real)",
            r"(?: \(Real\))?",
        ),
        Platform(
            "blackboard",
            _blackboard,
            ("Username", "Student ID"),
            lambda lesson, possible: f"{lesson} [Total Pts: {number(possible)} Score]",
            r"(?: \[Total Pts: .*\])?(?: ?\|\d+)?",
            quoted=True,
        ),
        Platform(
            "brightspace",
            _brightspace,
            ("Username", "OrgDefinedId"),
            lambda lesson, possible: f"{lesson} Points Grade",
            r" Points Grade(?: <.*>)?",
            last=("End-of-Line Indicator", "#"),
        ),
        Platform(
            "gradescope",
            _gradescope,
            ("SID", "Email"),
            lambda lesson, possible: lesson,
            r"",
            lambda lesson: tuple(
                f"{lesson} - {part}" for part in ("Max Points", "Submission Time", "Lateness (H:M:S)")
            ),
            _of_gradescope,
        ),
    )
}
