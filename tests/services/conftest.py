"""The servers that these tests use."""

from fixtures import (  # noqa: F401 - found by their names
    graders,
    new_course,
    new_course_in_postgresql,
    postgres,
    released,
    released_in_postgresql,
)
