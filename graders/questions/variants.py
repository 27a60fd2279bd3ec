"""How a question differs from student to student: what is drawn, from which seed, and how it is shown.

A question itself is the common variant, which everybody has whose numbers are not drawn.
`Question.of_student` makes a student's own.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graders.questions.compare import show
from graders.questions.drawn import common_of, draw, is_drawn

if TYPE_CHECKING:
    from numpy.random import Generator

Shown = str | Callable[..., str]


@dataclass(eq=False)
class Variants:
    """What is drawn for each student: the point `at`, and names of the student's `own`.

    `family` is the question's function, which may take the names of `own` beside those of `at`. `salt` is
    what a course adds to its seeds; without one everybody has the common variant.
    """

    at: Mapping[str, Any]
    own: Mapping[str, Any]
    family: Callable[..., Any] | None
    shown: Shown = ""
    salt: str | None = None

    def common(self) -> dict[str, Any]:
        """The values that everybody has, by name: those of `at` and `own`."""
        return {name: common_of(value) for name, value in {**self.at, **self.own}.items()}

    def drawn_for(self, lesson: str, student: str, question: str) -> dict[str, Any]:
        """The values of a student; those of everybody where the course draws none, or nobody is named."""
        name = student.strip().casefold()  # who writes "Ada" at home is the "ada" of the gradebook
        if self.salt is None or not name:
            return self.common()
        import numpy

        text = "\0".join(("numbers of one's own", self.salt, lesson, name, question))
        seed = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]
        random = numpy.random.default_rng(int.from_bytes(seed, "big"))
        return self.draw(random)

    def draw(self, random: Generator) -> dict[str, Any]:
        """Values for all names, drawn now."""
        return {name: draw(value, random) for name, value in {**self.at, **self.own}.items()}

    def varying(self) -> list[str]:
        """The names whose values are drawn, in the order in which they are shown."""
        return [name for name, value in {**self.at, **self.own}.items() if is_drawn([value])]

    def in_words(self, own: Mapping[str, Any]) -> str:
        """These values as Markdown: the question's own words, or a number, or a table of names and values."""
        if callable(self.shown):
            return str(self.shown(**own))
        said = {name: as_written(value) for name, value in own.items()}
        if self.shown:
            return self.shown.format(**said)
        names = self.varying()
        if len(names) == 1:
            return f"`{names[0]}` is {said[names[0]]}."
        rows = "\n".join(f"| `{name}` | {said[name]} |" for name in names)
        return f"| name | value |\n|:--|:--|\n{rows}"

    def filled(self, words: str, own: Mapping[str, Any]) -> str:
        """Words of a check with values for the drawn names in braces, such as "the slope at {x}"."""
        for name in self.varying():
            words = words.replace(f"{{{name}}}", as_written(own[name]))
        return words


def bound(family: Callable[..., Any] | None, own: Mapping[str, Any]) -> Callable[..., Any] | None:
    """A function of its variables alone: names of `own` that it takes are filled in.

    >>> bound(lambda x, c: c * x, {"c": 3.0})(x=2.0)
    6.0
    """
    if family is None:
        return None
    signature = inspect.signature(family)
    fixed = {name: value for name, value in own.items() if name in signature.parameters}
    if not fixed:
        return family

    @functools.wraps(family)
    def of_its_variables(*arguments: Any, **named: Any) -> Any:
        return family(*arguments, **named, **fixed)

    of_its_variables.fixed = fixed  # type: ignore[attr-defined]  # for those who read the family's text
    left = [each for name, each in signature.parameters.items() if name not in fixed]
    of_its_variables.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]  # what inspect reads
    return of_its_variables


def as_written(value: Any) -> str:
    """A drawn value as a lesson writes it.

    >>> as_written(8.0), as_written(("rising", "falling"))
    ('8', 'rising, falling')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(map(as_written, value))
    if hasattr(value, "tolist"):
        return str(value.tolist())
    return show(value) if isinstance(value, int | float) else str(value)
