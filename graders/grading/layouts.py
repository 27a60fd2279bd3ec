"""How learning platforms name the files that they hand out, and whose each of them is.

A layout's pattern is held against a file's whole path in the archive, from its start and to its end. What the
platform wrote comes first in a path and decides; a name that a student chose comes after it and never does.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graders.course.errors import CourseError
from graders.grading.archives import Entry, LeftOut

ABOVE = r"(?:[^/]+/)*?"
"""Folders around a download, as few as there can be."""
MOST_LISTED = 5_000_000
"""Bytes that a platform's own list of a class is read to."""
SHORT_DATE = r"(?:\w+\.? \d{1,2}, \d{4}|\d{1,2} \w+\.?,? \d{4}),? \d{1,2}:?\d{2}(?: ?[AaPp][Mm])?"


@dataclass(frozen=True)
class Claim:
    """What a platform says of a file: whose it is, what it was called, when it was handed in.

    `account` is what the platform tells people of one name apart by. `late` is what it says of that where it
    tells no time.
    """

    student: str
    file: str
    timestamp: str = ""
    account: str = ""
    version: int | None = None
    late: bool = False


Refine = Callable[[Mapping[str, Claim], Sequence[Entry], Collection[str]], Mapping[str, list[Claim]]]


def as_named(
    claims: Mapping[str, Claim], entries: Sequence[Entry], known: Collection[str]
) -> dict[str, list[Claim]]:
    """Nothing but the path says whose a file is."""
    return {path: [claim] for path, claim in claims.items()}


@dataclass(frozen=True)
class Layout:
    """How a platform names files. `own` are files that it adds, `drafts` work that was not handed in."""

    name: str
    pattern: re.Pattern[str]
    own: re.Pattern[str] | None = None
    drafts: re.Pattern[str] | None = None
    refine: Refine = field(default=as_named)
    searched: bool = False
    """Whether the pattern is an instructor's, held against a path as nbgrader holds it against a name."""

    def claim(self, path: str) -> Claim | None:
        """What the layout says of a path; None where it does not fit. Raises LeftOut for two names."""
        if not self.searched:
            found = self.pattern.fullmatch(path)
            return None if found is None else _claim(found)
        slashed = None
        for text in (path, f"/{path}", path.rpartition("/")[2]):
            found = self.pattern.match(text)
            if found is None:
                continue
            claim = _claim(found)
            if "/" in claim.student:
                slashed = claim
                continue
            _refuse_second_name(self.pattern, found, claim, path)
            return claim
        return slashed

    def is_own(self, path: str) -> bool:
        return self.own is not None and self.own.fullmatch(path) is not None

    def draft_of(self, path: str) -> str | None:
        found = None if self.drafts is None else self.drafts.fullmatch(path)
        return None if found is None else found["student_id"]


def _claim(found: re.Match[str]) -> Claim:
    parts = found.groupdict()
    student = unicodedata.normalize("NFC", parts["student_id"] or "").strip()
    version = parts.get("version")
    account = parts.get("account")
    if account is None:  # what stands before the name in the same part of the path belongs to the person
        account = found.string[: found.start("student_id")].rpartition("/")[2]
    return Claim(
        student,
        parts["file_id"] or found.string.rpartition("/")[2],
        parts.get("timestamp") or "",
        account,
        int(version) if version else None,
        bool(parts.get("late")),
    )


def _refuse_second_name(pattern: re.Pattern[str], found: re.Match[str], claim: Claim, path: str) -> None:
    """Raise LeftOut where what stands before the student's name names another student by itself."""
    before = found.string[: found.start("student_id")]
    earlier = pattern.match(before + claim.file) if before.strip("/") else None
    if earlier is not None and _claim(earlier).student != claim.student:
        both = f"{_claim(earlier).student!r} and {claim.student!r}"
        raise LeftOut(f"{path!r} names two students, {both}, and was not collected.")


def _gradescope(
    claims: Mapping[str, Claim], entries: Sequence[Entry], known: Collection[str]
) -> dict[str, list[Claim]]:
    """A file beside the submissions says whose each number is. A group's work is each member's."""
    people: dict[str, list[tuple[str, str]]] = {}
    for entry in entries:
        if LAYOUTS["gradescope"].is_own(entry.path) and entry.name == "submission_metadata.yml":
            with contextlib.suppress(LeftOut):
                people |= _submitters(entry.read(), known)
    found = {}
    for path, claim in claims.items():
        named = people.get(claim.student) or [(claim.student, "")]
        found[path] = [
            replace(claim, student=who, timestamp=when, account=claim.student) for who, when in named
        ]
    return found


def _submitters(data: bytes, known: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """The students of each submission in Gradescope's list, each with the time; none if it is no list."""
    import yaml

    try:
        listed = yaml.safe_load(data) if len(data) <= MOST_LISTED else None
    except (yaml.YAMLError, ValueError, RecursionError):
        listed = None
    found = {}
    for number, told in (listed if isinstance(listed, dict) else {}).items():
        people = told.get(":submitters") if isinstance(told, dict) else None
        named = [_chosen(person, known) for person in people or () if isinstance(person, dict)]
        when = str(told.get(":created_at", "")) if isinstance(told, dict) else ""
        found[str(number).removeprefix("submission_")] = [(name, when) for name in named if name]
    return found


def _chosen(person: Mapping[str, object], known: Collection[str]) -> str:
    """What the gradebook calls a person; if it knows none of their names, their number or their address."""
    number, address, name = (str(person.get(key) or "") for key in (":sid", ":email", ":name"))
    names = [number, address, address.partition("@")[0], name]
    return next((each for each in names if each in known), next((each for each in names if each), ""))


def _blackboard(
    claims: Mapping[str, Claim], entries: Sequence[Entry], known: Collection[str]
) -> dict[str, list[Claim]]:
    """A user's name may hold the sign that stands around it; each attempt's text file says which it is."""
    logins: dict[str, str] = {}
    for entry in entries:
        if LAYOUTS["blackboard"].is_own(entry.path):
            with contextlib.suppress(LeftOut):
                first = entry.read()[:2000].decode("utf-8-sig", "replace").partition("\n")[0]
                if named := re.search(r"\(([^()]+)\)\s*$", first):
                    logins[entry.path.removesuffix(".txt")] = named[1]
    found = {}
    for path, claim in claims.items():
        login = next((name for start, name in logins.items() if path.startswith(f"{start}_")), "")
        told = f"{claim.account}_{claim.student}"
        if login and told.endswith(f"_{login}"):
            claim = replace(claim, student=login, account=told.removesuffix(f"_{login}"))
        found[path] = [claim]
    return found


def _sakai(
    claims: Mapping[str, Claim], entries: Sequence[Entry], known: Collection[str]
) -> dict[str, list[Claim]]:
    """The time is in a file of its own in each student's folder."""
    times = {}
    for entry in entries:
        if entry.name == "timestamp.txt" and LAYOUTS["sakai"].is_own(entry.path):
            with contextlib.suppress(LeftOut):
                times[entry.path.rpartition("/")[0]] = (
                    entry.read()[:100].decode("utf-8-sig", "replace").strip()
                )
    return {
        path: [replace(claim, timestamp=times.get(path.partition("/Submission attachment(s)/")[0], ""))]
        for path, claim in claims.items()
    }


def _layout(name: str, pattern: str, own: str = "", drafts: str = "", refine: Refine = as_named) -> Layout:
    return Layout(
        name,
        re.compile(ABOVE + pattern),
        re.compile(ABOVE + own) if own else None,
        re.compile(ABOVE + drafts) if drafts else None,
        refine,
    )


IN_TEAMS = r"(?P<student_id>[^/]+)/[^/]+/(?:Version (?P<version>\d+)/)?(?P<file_id>.+)"

LAYOUTS: Mapping[str, Layout] = {
    layout.name: layout
    for layout in (
        _layout(
            "blackboard",
            r"(?P<account>[^/]*?)_(?P<student_id>[^/_]+)_attempt_(?P<timestamp>\d{4}(?:-\d\d){5})"
            r"_(?P<file_id>[^/]+)",
            own=r"[^/]*_attempt_\d{4}(?:-\d\d){5}\.txt",
            refine=_blackboard,
        ),
        _layout(
            "brightspace",
            rf"(?P<account>\d+-\d+) ?- (?P<student_id>[^/]+?) ?- (?P<timestamp>{SHORT_DATE})"
            r"(?: ?- ?|/)(?P<file_id>.+)",
            own=r"index\.html",
        ),
        _layout(
            "canvas",
            r"(?P<student_id>[^/_]+)_(?:(?P<late>LATE|late)_)?(?P<account>\d+)_\d+_(?P<file_id>[^/]+)",
        ),
        _layout(
            "gradescope",
            r"submission_(?P<student_id>\d+)/(?P<file_id>.+)",
            own=r"(?!submission_\d+/)(?:[^/]+/)?submission_metadata\.yml",
            refine=_gradescope,
        ),
        _layout(
            "ilias",
            r"[^/]+_(?P<student_id>[^_/]+)_(?P<account>\d+)/(?:(?P<timestamp>\d{14})_)?(?P<file_id>.+)",
        ),
        _layout(
            "moodle",
            r"(?P<student_id>[^/]+?)_(?P<account>\d+)_assignsubmission_file(?:_/|/|_)(?P<file_id>.+)",
        ),
        _layout(
            "sakai",
            r"[^/]*\((?P<student_id>[^()/]+)\)/Submission attachment\(s\)/(?P<file_id>.+)",
            own=r"(?:grades\.(?:csv|xlsx?)|[^/]*\([^()/]+\)/(?:timestamp\.txt|comments\.txt|feedbackText\.html"
            r"|[^/]*_submissionText\.html|Feedback Attachment\(s\)/.+))",
            refine=_sakai,
        ),
        _layout("teams", rf"Submitted files/{IN_TEAMS}", drafts=rf"Working files/{IN_TEAMS}"),
    )
}


def by_name(name: str) -> Layout:
    """A ready-made layout. Raises CourseError with the names that there are."""
    if name not in LAYOUTS:
        raise CourseError(f"There is no layout {name!r}. There are: {', '.join(sorted(LAYOUTS))}.")
    return LAYOUTS[name]


def of_pattern(given: str) -> Layout:
    """The layout of nbgrader's own setting. Raises CourseError for no pattern, or one that names nobody."""
    try:
        pattern = re.compile(given)
    except re.error as problem:
        raise CourseError(f"c.FileNameCollectorPlugin.named_regexp is no pattern: {problem}.") from None
    for group in ("student_id", "file_id"):
        if group not in pattern.groupindex:
            raise CourseError(f"c.FileNameCollectorPlugin.named_regexp has no group (?P<{group}>...).")
    return Layout("named_regexp", pattern, searched=True)


def that_fit(entries: Iterable[Entry]) -> list[tuple[str, int]]:
    """The ready-made layouts that fit some of these files, with how many; those that fit most come first."""
    paths = [entry.path for entry in entries]
    fits = [(name, sum(layout.claim(path) is not None for path in paths)) for name, layout in LAYOUTS.items()]
    return sorted(((name, number) for name, number in fits if number), key=lambda fit: -fit[1])
