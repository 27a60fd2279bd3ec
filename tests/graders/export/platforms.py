"""Importers as the platforms' public documentation describes theirs; nothing of the package's own is used.

Each gives who gets which grade: by the key under which the platform finds a student, a grade for each column,
None where the field is empty and the platform changes nothing.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field

Row = dict[str, float | None]


@dataclass
class Imported:
    """What a platform understood. `possible` are the points that a file gives for its columns."""

    grades: dict[str, Row] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    possible: dict[str, float] = field(default_factory=dict)


def _rows(text: str, delimiter: str = ",") -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}, "a ragged table"
    return rows


def _grade(text: str) -> float | None:
    return None if text.strip() in ("", "-") else float(text)


def canvas(text: str) -> Imported:
    """Student, ID, then SIS columns, up to Section; then assignments, as `title` or `title (number)`.

    A row that begins with "Points Possible" gives the points. A student is found by Canvas's ID, the SIS user
    ID or the SIS login ID, in this order.
    """
    header, *rows = _rows(text)
    assert "Student" in header[0]
    assert "ID" in header[1]
    last = header.index("Section")
    found = Imported()
    columns = {place: re.sub(r" \(\d+\)$", "", name) for place, name in enumerate(header) if place > last}
    for row in rows:
        if "Points Possible" in row[0]:
            found.possible = {name: float(row[place]) for place, name in columns.items()}
            continue
        about = dict(zip(header[: last + 1], row, strict=False))
        key = about.get("ID") or about.get("SIS User ID") or about.get("SIS Login ID")
        assert key, "Canvas would make this a student it does not know"
        found.grades[key] = {name: _grade(row[place]) for place, name in columns.items()}
        found.names[key] = row[0]
    return found


def moodle(text: str, key: str = "Username") -> Imported:
    """The teacher maps one column to the user, and columns to grade items; names are not looked at."""
    header, *rows = _rows(text)
    known = {"First name", "Last name", "ID number", "Institution", "Department", "Email address", "Username"}
    found = Imported()
    for row in rows:
        fields = dict(zip(header, row, strict=True))
        who = fields[key]
        assert who, "user mapping error"
        items = {name: value for name, value in fields.items() if name not in known}
        short = {name: re.sub(r" \(Real\)$", "", name) for name in items}
        found.grades[who] = {short[name]: _grade(value) for name, value in items.items()}
        found.names[who] = f"{fields['First name']} {fields['Last name']}"
    return found


def blackboard(text: str) -> Imported:
    """Every field of a comma-delimited file is in quotation marks; the user name finds the student.

    A column is `name [Total Pts: points Score] |number`; with its number an existing one is meant.
    """
    unquoted = re.sub(r'"(?:[^"]|"")*"', "", text)
    assert set(unquoted) <= {",", "\r", "\n"}, "a field without quotation marks"
    header, *rows = _rows(text)
    known = {"Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability"}
    found = Imported()
    for row in rows:
        fields = dict(zip(header, row, strict=True))
        who = fields["Username"]
        found.grades[who] = {name: _grade(value) for name, value in fields.items() if name not in known}
        found.names[who] = f"{fields.get('First Name')} {fields.get('Last Name')}"
    for name in header:
        if points := re.search(r"\[Total Pts: ([\d.]+)", name):
            found.possible[name] = float(points[1])
    return found


def brightspace(text: str) -> Imported:
    """Username or OrgDefinedId, then `item Points Grade`; an end-of-line indicator `#` closes each row.

    Nothing else may be imported: no names, no addresses. Brightspace's own files have `#` before each key.
    """
    header, *rows = _rows(text)
    assert header[-1] == "End-of-Line Indicator"
    keys = [name for name in header if name in ("OrgDefinedId", "Username")]
    assert keys
    items = [name for name in header[:-1] if name not in keys]
    wanted = re.compile(r".+ Points Grade(?: <.*>)?")
    assert all(map(wanted.fullmatch, items)), "an unknown column"
    found = Imported()
    for row in rows:
        fields = dict(zip(header, row, strict=True))
        assert fields["End-of-Line Indicator"] == "#"
        who = fields.get("Username", fields.get("OrgDefinedId", "")).removeprefix("#")
        short = {name: re.sub(r" Points Grade.*$", "", name) for name in items}
        found.grades[who] = {short[name]: _grade(fields[name]) for name in items}
    return found


def gradescope(text: str) -> Imported:
    """As its "Download Grades": about the student, and of each assignment the score and three more."""
    header, *rows = _rows(text)
    assert header[:5] == ["First Name", "Last Name", "SID", "Email", "Sections"]
    found = Imported()
    names = header[5::4]
    for row in rows:
        fields = dict(zip(header, row, strict=True))
        found.grades[fields["SID"]] = {name: _grade(fields[name]) for name in names}
        for name in names:
            found.possible[name] = float(fields[f"{name} - Max Points"])
            assert re.fullmatch(r"\d+:\d\d:\d\d", fields[f"{name} - Lateness (H:M:S)"])
    return found


READ = {
    "canvas": canvas,
    "moodle": moodle,
    "blackboard": blackboard,
    "brightspace": brightspace,
    "gradescope": gradescope,
}
