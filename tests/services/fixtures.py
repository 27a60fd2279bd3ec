"""Fixtures of the tests with real servers; a conftest imports those that its tests use."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from commands import Commands
from servers import Postgres, postgres_server
from small_class import SmallCourse

NewCourse = Callable[..., SmallCourse]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server; fails, naming the Debian package, where there is none."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def graders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """Runs the command `graders`."""
    with Commands(tmp_path_factory.mktemp("commands")) as commands:
        yield commands


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """A course with a gradebook in SQLite, in which nobody has handed in. Copy it before writing to it."""
    return SmallCourse.released(tmp_path_factory.mktemp("released") / "course")


@pytest.fixture(scope="session")
def released_in_postgresql(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """The same with its gradebook in PostgreSQL."""
    folder = tmp_path_factory.mktemp("released-in-postgresql") / "course"
    return SmallCourse.released(folder, postgres.database())


@pytest.fixture(scope="session")
def new_course(released: SmallCourse, tmp_path_factory: pytest.TempPathFactory) -> NewCourse:
    """Make a course in which so many students have handed in."""

    def make(count: int, seconds: float = 0.0) -> SmallCourse:
        course = released.copy(tmp_path_factory.mktemp("in-sqlite") / "course")
        course.hand_in(count, seconds)
        return course

    return make


@pytest.fixture(scope="session")
def new_course_in_postgresql(
    released_in_postgresql: SmallCourse, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> NewCourse:
    """The same with a gradebook in PostgreSQL."""

    def make(count: int, seconds: float = 0.0) -> SmallCourse:
        database = postgres.database(copy_of=released_in_postgresql.db)
        course = released_in_postgresql.copy(tmp_path_factory.mktemp("in-postgresql") / "course", database)
        course.hand_in(count, seconds)
        return course

    return make
