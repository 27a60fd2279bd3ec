"""What students get, gathered and proven free of secrets: a name for each file, and its bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from graders.course.course import Course
from graders.course.errors import CourseError, explained
from graders.handout.package import set_up_files, wheel
from graders.handout.secrets import forbidden_name, secrets_of

Files = dict[str, bytes]
BESIDE = "students"
"""A course's folder of files that lie beside the lessons for students: a map, a glossary."""
TEMPLATES = Path(__file__).parent / "templates"
MOST_TOLD = 12


def students_files(course: Course, lessons: Sequence[str] = ()) -> Files:
    """Everything that students need for these released lessons; without names, for all that are released.

    Raises CourseError where a lesson is not released, and where a solution, a hidden check, `tests.py` or a
    history would go out.
    """
    chosen = [course.find_lesson(lesson) for lesson in lessons] or released_lessons(course)
    if not chosen:
        raise CourseError("No lesson is released yet. Type: graders release LESSON")
    package, content = wheel()
    files: Files = {}
    for lesson in chosen:
        files |= released_files(course, lesson)
    beside = course.root / BESIDE
    if beside.is_dir():
        files |= {f"notebooks/{BESIDE}/{name}": data for name, data in _files_in(beside).items()}
    refuse_secrets(course, files, {package: content})
    files |= set_up_files()
    files[package] = content
    files["start.py"] = (TEMPLATES / "start.py.txt").read_bytes()
    files["README.md"] = _readme(course, chosen).encode()
    return dict(sorted(files.items()))


def released_lessons(course: Course) -> list[str]:
    """The lessons of the course that have a students' version."""
    return [name for name in course.lessons() if (course.path("release", name) / f"{name}.ipynb").is_file()]


def released_files(course: Course, lesson: str) -> Files:
    """The students' version of a lesson. Raises CourseError where there is none."""
    folder = course.path("release", lesson)
    if not (folder / f"{lesson}.ipynb").is_file():
        raise CourseError(f"{lesson} is not released. Type: graders release {lesson}")
    return {f"notebooks/release/{lesson}/{name}": data for name, data in _files_in(folder).items()}


def warn_of_older(course: Course, lessons: Iterable[str]) -> list[str]:
    """A sentence for each lesson whose source was changed after it was released."""
    return [
        f"{lesson} was changed after it was released; "
        f"students get the release. For a new one: graders release {lesson}"
        for lesson in lessons
        if _newest(course.path("source", lesson)) > _made(course, lesson)
    ]


def refuse_secrets(course: Course, files: Files, packages: Files) -> None:
    """Raise CourseError that names what must not go out, if anything must not."""
    secrets = secrets_of(course)
    found = [said for name, data in files.items() for said in secrets.found(name, data)]
    found += [said for name, data in packages.items() for said in secrets.found(name, data, package=True)]
    if found:
        told = "".join(f"\n  - {said}" for said in found[:MOST_TOLD])
        more = f"\n  and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
        raise CourseError(
            f"Nothing was written: students would get what must not leave the course.{told}{more}\n"
            "Take it out, or release the lesson anew."
        )


def _readme(course: Course, lessons: Sequence[str]) -> str:
    text = (TEMPLATES / "README.md.txt").read_text(encoding="utf-8")
    return text.replace("@COURSE@", course.id or "The lessons").replace("@FIRST@", min(lessons))


def _files_in(folder: Path) -> Files:
    found: Files = {}
    with explained(f"reading {folder}"):
        for path in sorted(folder.rglob("*")):
            if path.is_symlink():
                raise CourseError(f"{path} is a link. Put the file itself there; students get no links.")
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def _newest(source: Path) -> float:
    """When somebody last changed what a release is made of."""
    files = (file for file in source.rglob("*") if file.is_file() and not forbidden_name(file.name))
    return max((file.stat().st_mtime for file in files if "__pycache__" not in file.parts), default=0.0)


def _made(course: Course, lesson: str) -> float:
    return (course.path("release", lesson) / f"{lesson}.ipynb").stat().st_mtime
