"""Questions, the criteria that their checks state, and the register in which a check finds its question.

Knows nothing of notebooks, kernels or nbgrader: a check sees a student's work through `Answers` alone.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

    from graders.answers.interface import Answers
    from graders.diagnosis.result import Diagnosis
    from graders.misconceptions import Pinned

    Check = Callable[[Answers], Iterator["Criterion"]]
    HiddenCheck = Callable[[Answers, numpy.random.Generator], Iterator["Criterion"]]

LESSONS = "graders.lessons"
HIDDEN = "graders.hidden"


@dataclass(frozen=True)
class Criterion:
    """One thing that a check asks of an answer, worth a part of the question's points.

    `feedback` is shown when it fails and says why; `praise` is shown when it passes. `diagnosis` says what
    led to a wrong answer; its hints are shown level by level.

    >>> Criterion(name="A number", points=0.5, passed=True, feedback="", praise="A number.").earned
    0.5
    """

    name: str
    points: float
    passed: bool
    feedback: str = ""
    praise: str = ""
    diagnosis: Diagnosis | None = field(default=None, repr=False, compare=False)

    @property
    def earned(self) -> float:
        return self.points if self.passed else 0.0


@dataclass(eq=False)
class Question:
    """A question of a lesson. Making one enters it in the register.

    `points` is what it is worth in all; `hidden_points` is the part of it that only hidden checks can give.
    `reads` names the variables or functions that a student sets. `function` with `at` and `wrt` says what is
    differentiated where, so that expected values are computed and wrong ones can be explained. `jacobian` and
    `descent` say what else `graders.diagnose` may be asked; `silence` names misconceptions that are not
    offered, and `pinned` holds explanations for exact wrong answers.

    Raises ValueError when the points make no sense, or the id belongs to a question of another module.
    """

    id: str
    lesson: str
    title: str
    points: float
    reads: tuple[str, ...] = ()
    function: Callable[..., Any] | None = None
    at: Mapping[str, Any] = field(default_factory=dict)
    wrt: str | Sequence[str] | None = None
    order: int = 1
    hidden_points: float = 0.0
    jacobian: bool = False
    descent: Mapping[str, Any] | None = None
    silence: tuple[str, ...] = ()
    pinned: tuple[Pinned, ...] = ()
    checks: list[Check] = field(default_factory=list, init=False, repr=False)
    hidden_checks: list[HiddenCheck] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.points > 0:
            raise ValueError(f"question {self.id!r} is worth {self.points} points; give it more than 0")
        if not 0 <= self.hidden_points <= self.points:
            raise ValueError(
                f"question {self.id!r} is worth {self.points} points, so its hidden points lie between 0 and "
                f"{self.points}, not at {self.hidden_points}"
            )
        register(self)

    @property
    def visible_points(self) -> float:
        return round(self.points - self.hidden_points, 6)

    def check(self, function: Check) -> Check:
        """Decorator: a check that students run too. Called with `Answers`, it yields `Criterion`s."""
        add_once(self.checks, function)
        return function

    def hidden(self, function: HiddenCheck) -> HiddenCheck:
        """Add a check that runs only when work is graded; it also gets a random generator for its inputs."""
        add_once(self.hidden_checks, function)
        return function

    def value(self) -> Any:
        """The value of `function` at `at`: a NumPy array, in double precision where it allows that."""
        from graders.questions.expected import value

        return value(self)

    def gradient(self) -> Any:
        """The derivative of `function` at `at`: an array for one `wrt`, a list of arrays for several.

        `order` says how often it is differentiated with respect to a single `wrt`.
        """
        from graders.questions.expected import gradient

        return gradient(self)


def add_once(checks: list[Any], function: Any) -> None:
    """Add a check; a module that is run again (a reload, a cell run twice) replaces its own."""
    for index, known in enumerate(checks):
        if (known.__module__, known.__qualname__) == (function.__module__, function.__qualname__):
            checks[index] = function
            return
    checks.append(function)


class UnknownQuestion(KeyError):
    """No question has this id. `nearest` holds the ids that look like it, best first."""

    def __init__(self, id: str, nearest: Sequence[str]) -> None:
        super().__init__(id)
        self.id = id
        self.nearest = tuple(nearest)


_register: dict[str, Question] = {}
_broken: dict[str, BaseException] = {}


def register(question: Question) -> None:
    """Enter a question; one of the same id and lesson (a module loaded again) is replaced."""
    known = _register.get(question.id)
    if known is not None and known.lesson != question.lesson:
        raise ValueError(f"question id {question.id!r} is taken by lesson {known.lesson!r}; choose another")
    _register[question.id] = question


def load_lessons() -> Mapping[str, BaseException]:
    """Import every module of questions. Returns the modules that could not be imported, with the reason.

    One broken module takes away its own questions only.
    """
    package = importlib.import_module(LESSONS)
    for module in pkgutil.iter_modules(package.__path__):
        name = f"{LESSONS}.{module.name}"
        try:
            importlib.import_module(name)
        except Exception as problem:
            _broken[name] = problem
        else:
            _broken.pop(name, None)
    return dict(_broken)


def find(id: str) -> Question:
    """The question with this id. Raises UnknownQuestion, which carries the nearest ids."""
    if id not in _register:
        load_lessons()
    if id not in _register:
        raise UnknownQuestion(id, difflib.get_close_matches(id, _register, n=3, cutoff=0.5))
    return _register[id]


def questions(lesson: str | None = None) -> list[Question]:
    """All questions, or those of one lesson, in the order in which they were written."""
    load_lessons()
    return [question for question in _register.values() if lesson is None or question.lesson == lesson]


def hidden_check(id: str) -> Callable[[HiddenCheck], HiddenCheck]:
    """Decorator for `graders.hidden`: a check of question `id` that runs only when work is graded."""
    return find(id).hidden


def load_hidden(question: Question) -> bool:
    """Import the hidden checks of the question's lesson. False where they are not installed.

    The module of hidden checks is named like the module that holds the question's visible ones.
    """
    if question.hidden_checks:
        return True
    for module in {check.__module__ for check in question.checks}:
        name = f"{HIDDEN}.{module.rpartition('.')[2]}"
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as missing:
            if missing.name not in (name, HIDDEN):
                raise
    return bool(question.hidden_checks)
