"""Asks whose answer the diagnosis reads: gradients by several names, update rules, graphs, None."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graders.diagnosis.between import diagnose_between
from graders.diagnosis.diagnose import diagnose
from graders.diagnosis.edges import diagnose_node, diagnose_paths, diagnose_product
from graders.diagnosis.nones import diagnose_nones
from graders.questions.ask import Ask
from graders.questions.compare import DECIMAL_POINT, decimal_comma, read_numbers, show
from graders.questions.criterion import Criterion

if TYPE_CHECKING:
    from graders.answers import Answers
    from graders.diagnosis.result import Diagnosis
    from graders.questions.question import Question

Explaining = Callable[["Question", Any], "Diagnosis"]


def diagnosed(
    name: str, points: float, explain: Explaining, *, title: str = "The answer", praise: str = ""
) -> Ask:
    """A variable that is right where `explain(question, value)` says so; else that is shown."""

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        value = answers.value(name)
        if isinstance(value, str):  # "13" is a text, here as in every other question
            yield Criterion(title, points, False, read_numbers(value, name)[1])
            return
        found = explain(question, value)
        shown = f"`{name}` is {_said(value)}not right."
        # A remark without an explanation stands in the diagnosis below these words.
        words = "" if found.right else f"{shown} {found.remark if found.explanations else ''}".strip()
        if not found.right and decimal_comma(value):
            yield Criterion(title, points, False, f"{shown} {DECIMAL_POINT}")
            return
        yield Criterion(title, points, found.right, words, praise, None if found.right else found)

    return Ask(check, points, (name,), f"{title.lower()} ({name!r})")


def gradients(
    name: str,
    points: float,
    wrt: Sequence[str] | Mapping[str, str] | None = None,
    *,
    title: str = "The gradients",
    praise: str = "",
) -> Ask:
    """The derivatives of the question's function by several names: a list in their order, or a dictionary.

    `wrt` maps a key of the answer to an argument, or lists the arguments. Where the function does not depend
    on an argument, None is right.
    """

    def explain(question: Question, value: Any) -> Diagnosis:
        names: Any = wrt if wrt is not None else question.wrt
        return diagnose(_function(question), question.at, value, names, silence=question.silence)

    return diagnosed(name, points, explain, title=title, praise=praise)


def after_steps(
    name: str, points: float, *, title: str = "The place after the steps", praise: str = "", **rule: Any
) -> Ask:
    """Where an update rule arrives, from the question's point: `rate=0.1, steps=3`, with `momentum=0.9`,
    `nesterov=True`, or `rule="adam"` or `rule="newton"`."""

    def explain(question: Question, value: Any) -> Diagnosis:
        return diagnose(
            _function(question),
            question.at,
            value,
            question.wrt or "x",
            descent=rule,
            silence=question.silence,
        )

    return diagnosed(name, points, explain, title=title, praise=praise)


def between(name: str, points: float, of: str, by: str, *, title: str = "", praise: str = "") -> Ask:
    """The derivative of one value on the way by another: the question's function returns them all by name."""

    def explain(question: Question, value: Any) -> Diagnosis:
        return diagnose_between(_function(question), question.at, value, of, by, silence=question.silence)

    return diagnosed(name, points, explain, title=title or f"{of} by {by}", praise=praise)


def which_none(
    name: str,
    points: float,
    program: Callable[[], Any],
    *,
    numbers: bool = False,
    title: str = "",
    praise: str = "",
) -> Ask:
    """Which gradients of a program are None: a list in the order of its sources, or a dictionary.

    `program()` runs and returns the tape, the target, and the sources by name; the tape's own reasons
    explain a wrong entry. Without `numbers`, anything that is not None stands for "a gradient".
    """
    return diagnosed(
        name,
        points,
        lambda question, value: diagnose_nones(program, value, numbers=numbers),
        title=title or "Which is None",
        praise=praise,
    )


def node_gradient(
    name: str,
    points: float,
    edges: Sequence[Any],
    target: str,
    source: str,
    *,
    title: str = "",
    praise: str = "",
) -> Ask:
    """The gradient of a node of a graph that is given by its edges: `(from, to, local derivative)`."""
    return diagnosed(
        name,
        points,
        lambda question, value: diagnose_node(edges, target, source, value),
        title=title or f"{target} by {source}",
        praise=praise,
    )


def all_paths(
    name: str,
    points: float,
    edges: Sequence[Any],
    source: str,
    target: str,
    *,
    title: str = "",
    praise: str = "",
) -> Ask:
    """All paths of a graph from a node to another: a list of lists of names, or of texts such as "x -> y"."""
    return diagnosed(
        name,
        points,
        lambda question, value: diagnose_paths(edges, source, target, value),
        title=title or f"The paths from {source} to {target}",
        praise=praise,
    )


def path_product(
    name: str, points: float, edges: Sequence[Any], path: Sequence[str], *, title: str = "", praise: str = ""
) -> Ask:
    """What one path of a graph brings: the product of the local derivatives along it."""
    return diagnosed(
        name,
        points,
        lambda question, value: diagnose_product(edges, path, value),
        title=title or "What the path brings",
        praise=praise,
    )


def _said(value: Any) -> str:
    """A single number, to be put between "is" and "not right"."""
    single = isinstance(value, int | float) or getattr(value, "shape", None) == ()
    return f"{show(float(value))}, which is " if single else ""


def _function(question: Question) -> Callable[..., Any]:
    if question.of is None:
        raise ValueError(f"question {question.id!r} declares no function; give it `of` and `at`")
    return question.of
