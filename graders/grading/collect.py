"""Collecting what a learning platform hands out: a zip of everybody's files, or a folder of them.

Whose a file is, the platform's part of its path says: by a ready-made layout, or by the course's own settings
of nbgrader's `zip_collect`. Nobody is lost, swapped or overwritten without a word: what is not collected is
listed, and what is in place already is replaced only by what is known to be newer.
"""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from graders.course.course import Course
from graders.course.errors import CourseError, explained
from graders.course.folders import replace as replace_folder
from graders.course.moments import Moment, NotATime, newer, orders_of, understood
from graders.course.reading import read_notebook
from graders.course.recover import name_of
from graders.course.released import Page, page_of
from graders.course.submissions import is_notebook_name, odd_name
from graders.grading import layouts
from graders.grading.archives import Entry, LeftOut, Sources
from graders.grading.book import students_known
from graders.grading.choosing import CLOSE, Candidate, choose
from graders.grading.layouts import Claim, Layout
from graders.grading.place import TIMESTAMP, timestamp_in

NOTEBOOK = ".ipynb"


@dataclass(frozen=True)
class Collected:
    """The students whose work was collected, why something was left out, and what else is good to know."""

    students: tuple[str, ...]
    left_out: tuple[str, ...]
    told: tuple[str, ...] = ()


def collect(course: Course, lesson: str, source: Path, layout: str | None = None) -> Collected:
    """Put the submissions in `source` under `submitted/`. The newest of a student counts.

    `layout` names a platform's way of naming files; without it, the course's `named_regexp` says whose a file
    is. What one student handed in does not stop the others. Raises CourseError for what is no class; then
    nothing was written.
    """
    chosen_layout = None if layout is None else layouts.by_name(layout)
    with Sources() as sources, explained(f"reading {source}"):
        work = _Collecting(course, lesson, sources)
        entries = sources.entries(source, work.left_out)
        how = chosen_layout or _of_settings(course, entries)
        claims = work.claims(entries, how, in_folder=source.is_dir())
        candidates = work.candidates(claims)
        if not candidates:
            raise CourseError(_nothing(source, how, entries, work.left_out))
        found = list(work.chosen(candidates))
        if not found:
            raise CourseError("\n  - ".join(["Nothing was collected:", *work.left_out]))
        work.say_who_is_missing(candidates)
        for student, candidate in found:
            with explained(f"collecting the work of {student}"):
                work.put(student, candidate)
    return Collected(tuple(work.collected), (*work.nobodys, *work.left_out), tuple(work.told))


def _of_settings(course: Course, entries: Sequence[Entry]) -> Layout:
    given = course.config.FileNameCollectorPlugin.get("named_regexp", "")
    if given:
        return layouts.of_pattern(given)
    names = ", ".join(sorted(layouts.LAYOUTS))
    raise CourseError(
        f"Say how the platform names its files: --layout with one of {names};{_hint(entries)} or "
        "nbgrader_config.py with student_id and file_id: "
        r'c.FileNameCollectorPlugin.named_regexp = r"(?P<student_id>\w+)_(?P<file_id>.+)".'
    )


def _hint(entries: Sequence[Entry]) -> str:
    fits = [
        f"{name!r} fits {number} of {len(entries)} files" for name, number in layouts.that_fit(entries)[:3]
    ]
    return f" ({'; '.join(fits)})" if fits else ""


def _nothing(source: Path, how: Layout, entries: Sequence[Entry], left_out: Sequence[str]) -> str:
    if left_out:
        return "\n  - ".join(["Nothing was collected:", *left_out])
    pattern = "" if how.name in layouts.LAYOUTS else " (c.FileNameCollectorPlugin.named_regexp)"
    example = next((f" The first file is {entry.path!r}." for entry in entries), " It holds no files.")
    return (
        f"No file in {source} has a name that fits the layout {how.name!r}, {how.pattern.pattern!r}{pattern}."
        f"{example}{_hint(entries)}"
    )


@dataclass(frozen=True)
class _Claimed:
    """A file that is somebody's."""

    entry: Entry
    claim: Claim
    container: str


class _Collecting:
    """One run: what it has learnt, and what is to be said at its end."""

    def __init__(self, course: Course, lesson: str, sources: Sources) -> None:
        self._course, self._lesson, self._sources = course, lesson, sources
        self._zone = _zone_of(course)
        self._known = students_known(course.db_url)
        self._page: Page = page_of(
            *(course.path(step, lesson) / f"{lesson}.ipynb" for step in ("source", "release"))
        )
        self.nobodys: list[str] = []
        self.left_out: list[str] = []
        self.told: list[str] = []
        self.collected: list[str] = []

    def claims(self, entries: Sequence[Entry], how: Layout, in_folder: bool) -> list[_Claimed]:
        """Whose each file is. A zip that is somebody's is opened; whatever is in it is theirs."""
        fitting, rest = self._fitting(entries, how)
        if in_folder and not fitting and any(entry.is_zip for entry in rest):
            return self._of_downloads(rest, how)
        drafts = {student for entry in rest if (student := how.draft_of(entry.path))}
        for student in sorted(drafts - {claim.student for claim in fitting.values()}):
            self.left_out.append(f"{student!r} has work in the download that was not handed in.")
        for entry in rest:
            if not how.is_own(entry.path) and not how.draft_of(entry.path):
                self.nobodys.append(_fits_nothing(entry, how))
        whose = how.refine(fitting, entries, self._known)
        by_path = {entry.path: entry for entry in entries}
        found = [
            _Claimed(by_path[path], each, _container(path, each)) for path in fitting for each in whose[path]
        ]
        return [claimed for each in self._of_one_account_each(found) for claimed in self._unzipped(each)]

    def _fitting(self, entries: Sequence[Entry], how: Layout) -> tuple[dict[str, Claim], list[Entry]]:
        fitting: dict[str, Claim] = {}
        rest: list[Entry] = []
        for entry in entries:
            try:
                claim = None if how.is_own(entry.path) else how.claim(entry.path)
            except LeftOut as problem:
                self.left_out.append(str(problem))
                continue
            if claim is None:
                rest.append(entry)
            else:
                fitting[entry.path] = claim
        return fitting, rest

    def _of_downloads(self, entries: Sequence[Entry], how: Layout) -> list[_Claimed]:
        """A folder of a platform's zips, none of which is a student's."""
        found = []
        for entry in entries:
            if not entry.is_zip:
                self.nobodys.append(_fits_nothing(entry, how))
                continue
            try:
                inner = self._sources.inside(entry.source / entry.path, None, self.left_out)
            except LeftOut as problem:
                self.left_out.append(str(problem))
                continue
            found += self.claims(inner, how, in_folder=False)
        return found

    def _of_one_account_each(self, claims: Sequence[_Claimed]) -> Iterator[_Claimed]:
        """The files of those whose name is the name of one person only."""
        accounts: dict[str, set[str]] = defaultdict(set)
        for each in claims:
            accounts[each.claim.student].add(each.claim.account)
        for each in claims:
            if len(accounts[each.claim.student]) == 1:
                yield each
        for student, several in sorted(accounts.items()):
            if len(several) > 1:
                paths = ", ".join(repr(each.entry.path) for each in claims if each.claim.student == student)
                self.left_out.append(
                    f"Several people are called {student!r}; none of them was collected: {paths}."
                )

    def _unzipped(self, claimed: _Claimed) -> Iterator[_Claimed]:
        if not claimed.entry.is_zip:
            yield claimed
            return
        try:
            below = claimed.entry.path
            inner = self._sources.inside(claimed.entry.source, claimed.entry.read(), self.left_out, below)
        except LeftOut as problem:
            self.left_out.append(f"{claimed.claim.student!r}: {problem}")
            return
        for entry in inner:
            claim = replace(claimed.claim, file=PurePosixPath(entry.path).name)
            yield _Claimed(replace(entry, when=claimed.entry.when), claim, claimed.entry.path)

    def candidates(self, claims: Sequence[_Claimed]) -> dict[str, list[Candidate]]:
        """The notebooks of each student, with times that are understood as times."""
        found: dict[str, list[Candidate]] = defaultdict(list)
        times = self._moments({each.claim.timestamp for each in claims if each.claim.timestamp})
        beside: dict[str, list[str]] = defaultdict(list)
        for each in claims:
            student = each.claim.student
            if problem := _problem_with(student):
                self.left_out.append(f"The file {each.entry.path!r} cannot be collected: {problem}.")
            elif not is_notebook_name(each.claim.file) and not is_notebook_name(each.entry.name):
                beside[student].append(each.entry.path)
            else:
                moment = times.get(each.claim.timestamp)
                found[student].append(Candidate(each.claim, each.entry, each.container, moment))
        for student, paths in beside.items():
            text = f"{student!r} handed in files that are no notebook: {', '.join(map(repr, paths))}."
            (self.told if student in found else self.left_out).append(text)
        return found

    def _moments(self, texts: Collection[str]) -> dict[str, Moment]:
        """What the times of one download say; whether the day or the month comes first, they say together."""
        found = {}
        for text in sorted(texts):
            try:
                found[text] = understood(text, self._zone)
            except NotATime as problem:
                self.left_out.append(
                    f"A time of handing in was not understood, and taken as not late: {problem}."
                )
        orders = orders_of(found.values())
        return {text: moment.narrowed(orders) for text, moment in found.items()}

    def chosen(self, candidates: Mapping[str, Sequence[Candidate]]) -> Iterator[tuple[str, Candidate]]:
        """The notebook of each student that counts."""
        for student, notebooks in sorted(candidates.items()):
            readable = []
            for each in notebooks:
                try:
                    _ = each.data
                except LeftOut as problem:
                    self.left_out.append(str(problem))
                else:
                    readable.append(each)
            if not readable:
                continue
            choice = choose(student, readable, self._lesson, self._is_of_lesson)
            self.told += choice.told
            self.left_out += choice.left_out
            if choice.chosen is not None:
                yield student, choice.chosen

    def _is_of_lesson(self, data: bytes) -> bool:
        try:
            cells = read_notebook(data).cells
        except ValueError:
            return False
        names = set(self._page.names.values())
        return any(name_of(cell) in names or cell.get("id") in self._page.names for cell in cells)

    def say_who_is_missing(self, candidates: Collection[str]) -> None:
        """Each student of the gradebook without a file."""
        for student in sorted(self._known - set(candidates)):
            place = self._course.path("submitted", self._lesson, student)
            earlier = " (earlier work is in place)" if place.is_dir() else ""
            self.left_out.append(f"{student!r} is in the gradebook, and no file is theirs{earlier}.")

    def put(self, student: str, candidate: Candidate) -> None:
        """Put a notebook in its place, unless what is there is newer, or may be."""
        place = self._course.path("submitted", self._lesson, student)
        stays = self._stays(place, candidate)
        if stays is not None:
            if stays:
                self.left_out.append(f"{student!r}: {stays}")
            else:
                self.collected.append(student)
            return
        if place.exists():
            self.told.append(f"{student!r}: {candidate.path!r} replaces the earlier submission.")
        with tempfile.TemporaryDirectory(prefix="collecting-") as scratch:
            folder = Path(scratch) / self._lesson
            folder.mkdir()
            notebook = folder / f"{self._lesson}{NOTEBOOK}"
            notebook.write_bytes(candidate.data)
            if candidate.when is not None:
                os.utime(notebook, (candidate.when.timestamp(),) * 2)
            if candidate.moment is not None and candidate.moment.known is not None:
                (folder / TIMESTAMP).write_text(_written(candidate.moment.known), encoding="utf-8")
            elif candidate.moment is not None:
                told = "its day and month could be either way around; taken as not late"
                self.left_out.append(f"{student!r}: {candidate.claim.timestamp!r}: {told}.")
            replace_folder(folder, place)
        if candidate.claim.late and candidate.moment is None:
            self.left_out.append(
                f"{student!r}: the platform calls it late and tells no time, so it is taken as not late. "
                f"Write the time into {place / TIMESTAMP}, such as: 2026-03-07 20:30 UTC"
            )
        self.collected.append(student)

    def _stays(self, place: Path, candidate: Candidate) -> str | None:
        """Why what is in place stays there: None if it does not, an empty text if it is the same."""
        notebook = place / f"{self._lesson}{NOTEBOOK}"
        if place.is_symlink() or notebook.is_symlink():
            return f"{place} is a link, and was left alone; {candidate.path!r} was not collected."
        if not place.exists():
            return None
        at = _moment_in(place)
        same = notebook.is_file() and notebook.read_bytes() == candidate.data
        if candidate.moment is not None and at is not None:
            later = newer(candidate.moment, at)
        elif candidate.moment is not None or at is not None or not notebook.is_file():
            later = None
        else:
            later = _later(candidate.when, notebook)
        if same and later is not True:
            return ""
        if later:
            return None
        why = "is older than what is in place" if later is False else "may be older than what is in place"
        return f"{candidate.path!r} {why}, and was not collected. To take it, remove {place}."


def _fits_nothing(entry: Entry, how: Layout) -> str:
    return f"{entry.path!r} does not fit the layout {how.name!r}, so it is nobody's and was not collected."


def _container(path: str, claim: Claim) -> str:
    """The part of a path that the platform wrote."""
    return path.removesuffix(claim.file)


def _moment_in(place: Path) -> Moment | None:
    try:
        data = (place / TIMESTAMP).read_bytes()
    except OSError:
        return None
    when, _ = timestamp_in({TIMESTAMP: data})
    return None if when is None else understood(_written(when.replace(tzinfo=UTC)))


def _later(when: datetime | None, notebook: Path) -> bool | None:
    if when is None:
        return None
    apart = when.timestamp() - notebook.stat().st_mtime
    return None if abs(apart) <= CLOSE.total_seconds() else apart > 0


def _written(when: datetime) -> str:
    """A time in the form that nbgrader reads from `timestamp.txt`."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"


def _problem_with(student: str) -> str:
    if not student:
        return "it names no student"
    if student in (".", "..") or "/" in student or "\\" in student:
        return "the student's name holds a path"
    return odd_name(student)


def _zone_of(course: Course) -> tzinfo:
    name = str(course.config.Exchange.get("timezone", "UTC"))
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (OSError, ValueError):
        raise CourseError(
            f"c.Exchange.timezone is {name!r}, which is no zone such as Europe/Berlin."
        ) from None
