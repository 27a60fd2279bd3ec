"""A platform's own list of students, as its gradebook exports it: who is in which row."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graders.course.errors import CourseError, explained
from graders.export.grades import Person
from graders.export.platforms import Platform

MOST_BYTES = 20_000_000
NOT_STUDENTS = ("Points Possible", "Manual Posting", "Muted")
"""What rows of Canvas's file hold that are no student's."""


@dataclass(frozen=True)
class Roster:
    """The header of a platform's file and its rows of students."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def columns(self, platform: Platform) -> list[int]:
        """The places of the columns that say who a student is."""
        about = {*platform.about(Person("")), *platform.keys}
        return [place for place, name in enumerate(self.header) if name.strip() in about]

    def keys(self, platform: Platform) -> list[int]:
        """The places of the columns by which a student is found."""
        return [place for place, name in enumerate(self.header) if name.strip() in platform.keys]


def read_roster(file: Path, platform: Platform) -> Roster:
    """Read a file that a platform exported: commas, semicolons or tabs, UTF-8 or UTF-16.

    Raises CourseError where it is no such file.
    """
    with explained(f"reading {file}"):
        data = file.read_bytes()
    if len(data) > MOST_BYTES:
        raise CourseError(f"{file} is too large to be a list of students.")
    rows = _parsed(_decoded(data, file), file)
    header = tuple(name.strip() for name in rows[0]) if rows else ()
    if not set(header) & set(platform.keys):
        wanted = ", ".join(platform.keys)
        raise CourseError(
            f"{file} is no gradebook of {platform.name.capitalize()}: no column is called {wanted}."
        )
    students = [
        tuple(row) + ("",) * (len(header) - len(row))
        for row in rows[1:]
        if any(part.strip() for part in row)
        and not any(word in part for part in row for word in NOT_STUDENTS)
    ]
    return Roster(header, tuple(students))


def _decoded(data: bytes, file: Path) -> str:
    coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(coding)
    except UnicodeDecodeError:
        raise CourseError(f"{file} is not a text in UTF-8. Export it again as CSV (UTF-8).") from None


def _parsed(text: str, file: Path) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        raise CourseError(f"{file} cannot be read as a table: {problem}.") from None


def matched(
    roster: Roster, platform: Platform, people: Iterable[Person]
) -> tuple[dict[int, Person], list[str]]:
    """For each row its student, and what is to be told of students who have no row of their own.

    A student is found by id or by e-mail address, in whatever column the platform finds them; never by name.
    """
    places = roster.keys(platform)
    rows: dict[str, set[int]] = defaultdict(set)
    for place, row in enumerate(roster.rows):
        for key in (_key(row[column]) for column in places):
            if key:
                rows[key].add(place)
    found: dict[int, Person] = {}
    doubtful: set[int] = set()
    told = []
    for person in people:
        here = _rows_of(person, rows)
        if len(here) != 1:
            why = "is not in the platform's file" if not here else "could be any of several rows"
            told.append(f"{person.id} {why}")
            continue
        (row_place,) = here
        if row_place in found:
            told.append(f"{person.id} and {found[row_place].id} are one row of the platform's file")
            doubtful.add(row_place)
            continue
        found[row_place] = person
    return {place: person for place, person in found.items() if place not in doubtful}, told


def _rows_of(person: Person, rows: dict[str, set[int]]) -> set[int]:
    """The rows that hold a student's id or, where none does, the e-mail address."""
    for key in (person.id, person.email):
        if _key(key) and rows.get(_key(key)):
            return rows[_key(key)]
    return set()


def _key(text: str) -> str:
    """A key as it is compared. Brightspace writes a `#` before each, so that spreadsheets leave it alone."""
    return text.strip().removeprefix("#").casefold()
