"""Grades as a table for people and as files for platforms: columns, rows, and what is left open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from graders.course.errors import CourseError
from graders.course.results import lateness
from graders.course.spreadsheet import number, safe, safe_key, written
from graders.course.targets import is_table, write_whole
from graders.export.grades import Asked, Grades, Mark, Person
from graders.export.platforms import Platform
from graders.export.roster import Roster, matched

ABOUT = ("student", "last_name", "first_name", "email")
GRADED, WAITS, NOT_YET, MISSING = "graded", "waits for a person", "not graded", "nothing handed in"


@dataclass(frozen=True)
class Open:
    """What becomes of a grade that is not there: nothing handed in, or answers that wait for a person.

    As long as nothing else is said the field stays empty, and a platform keeps what it has.
    """

    zero: bool = False
    so_far: bool = False

    def grade(self, mark: Mark | None) -> str:
        """What stands for a student's grade in a lesson."""
        if mark is None:
            return "0" if self.zero else ""
        return number(mark.total) if mark.known and (self.so_far or not mark.waits) else ""


@dataclass(frozen=True)
class Sheet:
    """A file's text, and sentences on whom it leaves out or open."""

    text: str
    told: tuple[str, ...] = ()
    lost: tuple[str, ...] = field(default=())
    """Students whose grade is not in the file."""


def open_sentences(grades: Grades, how: Open) -> list[str]:
    """What is said of the fields that stay empty."""
    said = []
    for lesson in grades.lessons:
        marks = [person.marks.get(lesson.name) for person in grades.people]
        missing = sum(mark is None for mark in marks)
        unknown = sum(mark is not None and not mark.known for mark in marks)
        waiting = sum(mark is not None and mark.known and mark.waits for mark in marks)
        if missing and not how.zero:
            said.append(f"{lesson.name}: nothing from {_students(missing)}: left empty (--zero gives 0).")
        if unknown:
            said.append(f"{lesson.name}: work of {_students(unknown)} is not graded: left empty.")
        if waiting and not how.so_far:
            said.append(
                f"{lesson.name}: answers of {_students(waiting)} wait for a person: left empty "
                "(--so-far gives what they have)."
            )
    return said


def _students(count: int) -> str:
    return f"{count} student" + ("s" if count > 1 else "")


def for_people(grades: Grades, how: Open, orders: Mapping[str, Mapping[str, int]] | None = None) -> Sheet:
    """One row a student: of each lesson the total, penalty, lateness and each question.

    `orders` gives for each lesson the places of its cells; without it they stand by name. With several
    lessons a column's name begins with the lesson's.
    """
    several = len(grades.lessons) > 1
    columns = list(ABOUT)
    cells = {lesson.name: _in_order(lesson, (orders or {}).get(lesson.name, {})) for lesson in grades.lessons}
    for lesson in grades.lessons:
        names = ["status", "total", "possible", "points", "penalty", "seconds_late", "late", "handed_in"]
        names += cells[lesson.name]
        columns += [f"{lesson.name} {name}" if several else name for name in names]
    rows = []
    for person in grades.people:
        row = [safe_key(person.id), *_safe((person.last_name, person.first_name)), safe_key(person.email)]
        for lesson in grades.lessons:
            row += _fields(person.marks.get(lesson.name), lesson, cells[lesson.name], how)
        rows.append(row)
    return Sheet(written([_safe(columns), *rows]), tuple(open_sentences(grades, how)))


def _safe(parts: Iterable[str]) -> list[str]:
    return [str(safe(part)) for part in parts]


def _in_order(lesson: Asked, order: Mapping[str, int]) -> list[str]:
    return sorted(lesson.cells, key=lambda name: (order.get(name, len(order)), name))


def _fields(mark: Mark | None, lesson: Asked, cells: Sequence[str], how: Open) -> list[str]:
    if mark is None:
        return [MISSING, how.grade(None), number(lesson.possible), *[""] * (5 + len(cells))]
    scores = (mark.scores.get(cell) for cell in cells)
    return [
        NOT_YET if not mark.known else WAITS if mark.waits else GRADED,
        how.grade(mark),
        number(lesson.possible),
        number(mark.points),
        number(mark.penalty),
        number(round(mark.late)),
        lateness(mark.late).removesuffix(" late"),
        mark.when.replace(tzinfo=UTC).isoformat(timespec="seconds") if mark.when else "",
        *("" if score is None else number(score) for score in scores),
    ]


def for_platform(grades: Grades, platform: Platform, how: Open, roster: Roster | None = None) -> Sheet:
    """A file that a platform imports. With its own list of students, rows and ids are the platform's."""
    told = open_sentences(grades, how)
    if roster is None:
        header = list(platform.about(Person("")))
        people: list[tuple[list[str], Person]] = [
            ([_field(name, text, platform) for name, text in platform.about(person).items()], person)
            for person in grades.people
        ]
        lost: list[str] = []
    else:
        found, lost = matched(roster, platform, grades.people)
        places = roster.columns(platform)
        header = [roster.header[place] for place in places]
        people = [
            ([_field(roster.header[place], roster.rows[row][place], platform) for place in places], person)
            for row, person in sorted(found.items())
        ]
        rest = len(roster.rows) - len(found)
        if rest:
            told.append(f"Rows of the platform's file that are nobody's here, left out: {rest}.")
    top, points = list(header), [platform.points_row, *[""] * (len(header) - 1)]
    for lesson in grades.lessons:
        further = platform.further(lesson.name)
        top += [str(safe(_column(platform, lesson, roster))), *(str(safe(name)) for name in further)]
        points += [number(lesson.possible), *[""] * len(further)]
    rows = [top] + [points] * bool(platform.points_row)
    rows += [[*about, *_graded(platform, person, grades.lessons, how)] for about, person in people]
    if platform.last is not None:
        rows = [[*row, platform.last[place > 0]] for place, row in enumerate(rows)]
    return Sheet(written(rows, platform.quoted), tuple(told), tuple(lost))


def is_header(platform: Platform | None, lessons: Iterable[str]) -> Callable[[Sequence[str]], bool]:
    """Says of a first row whether it is one of a file that is written here, for any of these lessons.

    What a platform exports itself has columns besides; without a platform it is the table for people.
    """

    def ours(row: Sequence[str]) -> bool:
        if platform is None:
            return tuple(row[: len(ABOUT)]) == ABOUT
        own = {*platform.about(Person("")), *platform.keys, *(platform.last or ())}
        return len(row) > 1 and all(
            name in own
            or any(
                platform.is_column_of(name.removeprefix("'"), lesson) or name in platform.further(lesson)
                for lesson in lessons
            )
            for name in row
        )

    return ours


def write_sheet(
    sheet: Sheet,
    target: Path,
    platform: Platform | None,
    lessons: Iterable[str],
    roster: Path | None = None,
) -> None:
    """Write the file, over none but an earlier one of its kind, and never over the platform's own.

    Raises CourseError.
    """
    if roster is not None and target.exists() and target.samefile(roster):
        raise CourseError(f"{target} is the platform's own file. Give the new one another name.")
    what = "a table of `graders export`" if platform is None else f"such a table for {platform.name}"
    write_whole(
        target, sheet.text.encode(errors="replace"), what, is_table(is_header(platform, tuple(lessons)))
    )


def _column(platform: Platform, lesson: Asked, roster: Roster | None) -> str:
    """The name of a lesson's column: the platform's own, with its number, where it has one already."""
    for header in roster.header if roster is not None else ():
        if platform.is_column_of(header, lesson.name):
            return header
    return platform.column(lesson.name, lesson.possible)


def _graded(platform: Platform, person: Person, lessons: Iterable[Asked], how: Open) -> list[str]:
    fields = []
    for lesson in lessons:
        mark = person.marks.get(lesson.name)
        further = platform.extra(mark or Mark(0.0), lesson.possible)
        fields += [how.grade(mark), *further]
    return fields


def _field(column: str, text: str, platform: Platform) -> str:
    return safe_key(text) if column.strip() in platform.keys else str(safe(text))
