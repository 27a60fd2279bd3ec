"""A question: what is differentiated, where, and what is asked about it.

Knows nothing of notebooks, kernels or nbgrader: a question sees a student's work through `Answers` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from graders.questions.ask import Ask
from graders.questions.variants import Variants, bound

if TYPE_CHECKING:
    from graders.misconceptions import Pinned
    from graders.questions.given import Given


@dataclass(eq=False)
class Question:
    """A question of a lesson; `Lesson.question` makes one.

    `of` with `at` and `wrt` says what is differentiated where and by what, so that expected values are
    computed and wrong ones can be explained: `of` takes its arguments by name and is written in the engine's
    operations, `at` holds a number or a list for each. `order` says how often it is differentiated;
    `jacobian` and `descent` say what else `graders.diagnose` may be asked. `asks` are what students can check
    themselves; `hidden` is worth of points more that only grading gives, by `hidden_asks`. `silence` names
    misconceptions that are not offered, `pinned` holds explanations for exact wrong answers. `given` is the
    program that students find; what stands as it was given is not judged. `variants` says what is drawn for
    each student, and `own` what was drawn for this one, by name.
    """

    id: str
    lesson: str
    title: str
    asks: tuple[Ask, ...] = ()
    of: Callable[..., Any] | None = None
    at: Mapping[str, Any] = field(default_factory=dict)
    wrt: str | Sequence[str] | None = None
    order: int = 1
    jacobian: bool = False
    descent: Mapping[str, Any] | None = None
    hidden: float = 0.0
    silence: tuple[str, ...] = ()
    pinned: tuple[Pinned, ...] = ()
    given: Given | None = None
    untouched: str = ""
    hidden_asks: tuple[Ask, ...] = ()
    variants: Variants | None = field(default=None, repr=False)
    own: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.wrt is None and self.of is not None and self.at:
            names = list(self.at)
            self.wrt = names[0] if len(names) == 1 else names
        if not self.hidden >= 0:
            raise ValueError(
                f"question {self.id!r} keeps {self.hidden!r} points for hidden checks; give it 0 or more"
            )
        if not self.points > 0:
            raise ValueError(f"question {self.id!r} asks for nothing; give it `asks`")

    def about(self, **changes: Any) -> Question:
        """The same question about something else: another function, point, variable or order."""
        if not changes:
            return self
        if "at" in changes and "wrt" not in changes:
            changes["wrt"] = None  # then it is all of the new point
        return replace(self, **changes)

    def of_student(self, student: str | None) -> Question:
        """The question as this student has it. Without a name, or where nothing is drawn, it is this one."""
        if self.variants is None or not student:
            return self
        return self.with_values(self.variants.drawn_for(self.lesson, student, self.id))

    def with_values(self, values: Mapping[str, Any]) -> Question:
        """The question with these values, by name, for all that it may draw."""
        variants = self.variants
        if variants is None:
            return self
        return self.about(
            at={name: values[name] for name in variants.at},
            wrt=self.wrt,
            of=bound(variants.family, {name: values[name] for name in variants.own}),
            own=dict(values),
        )

    @property
    def visible_points(self) -> float:
        """What the checks that students run are worth."""
        return round(sum(ask.points for ask in self.asks), 6)

    @property
    def points(self) -> float:
        """What the question is worth in all, hidden checks included."""
        return round(self.visible_points + self.hidden, 6)

    @property
    def reads(self) -> tuple[str, ...]:
        """The variables and functions that a student sets, in the order in which they are asked for."""
        return tuple(dict.fromkeys(name for ask in (*self.asks, *self.hidden_asks) for name in ask.reads))

    @property
    def faults(self) -> tuple[str, ...]:
        """What does not fit together, so that grading would go wrong."""
        worth = round(sum(ask.points for ask in self.hidden_asks), 6)
        if abs(worth - self.hidden) > 1e-6:
            points = "1 point" if self.hidden == 1 else f"{self.hidden:g} points"
            said = f"question {self.id!r} keeps {points} for hidden checks"
            return (
                f"{said}, and those of hidden.py are worth {worth:g}"
                if worth
                else f"{said}, and there are none",
            )
        return ()

    def value(self) -> Any:
        """The value of `of` at `at`: a NumPy array, in double precision where it allows that."""
        from graders.questions.expected import value

        return value(self.of, self.at)

    def gradient(self) -> Any:
        """The derivative that is asked for, at `at`: an array for one `wrt`, a list of arrays for several.

        With `jacobian` it is the Jacobian, of shape (result's shape + variable's shape). With `order` 2 and a
        variable that is a vector it is the Hessian. Raises ValueError where too little is declared.
        """
        from graders.questions.expected import derivative

        return derivative(self.of, self.at, self.wrt, self.order, self.jacobian)
