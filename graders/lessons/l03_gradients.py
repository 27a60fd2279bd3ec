"""Questions of lesson 03, gradients, with the checks that students run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import autodiff_lite as ad
from graders.answers.interface import Answers, NoSource, Unwritten
from graders.answers.reading import asks_a_tape
from graders.diagnosis.written import as_asked, diagnose_written, formula_of, written_by
from graders.lessons.l03_differences import central_difference, cube, slope_of
from graders.lessons.l03_programs import repairing, watching
from graders.misconceptions import pin
from graders.questions.compare import Comparison, compare, compare_choice, show
from graders.questions.explaining import diagnosis_of, diagnosis_of_function
from graders.questions.question import Criterion, Question
from graders.questions.words import direction, in_words
from graders.source.formulas import POINTS, same
from graders.source.reading import inside_a_tape, returns, set_to, unfinished

LESSON = "03-gradients"

OPTIONS = (-2, 13, 4, -6)
TRENDS = ("increasing", "decreasing")

# Nobody has met a path before section 5: what these explain is a term left out, and can be said so.
PATHS = ("one-path-only", "paths-multiplied", "upstream-forgotten")


def cubic(x: Any) -> Any:
    return 3.0 * ad.pow(x, 3.0) + 5.0 * ad.square(x) - 3.0 * x + 10.0


def mixed(x: Any) -> Any:
    return ad.pow(3.0, 0.2 * x) + 5.0 * ad.square(x) - ad.math.log(x) + ad.tanh(x)


def square_area(side: Any) -> Any:
    return side * side


def squared_error(weight: Any) -> Any:
    error = 2.0 * weight - 3.0
    return error * error


def parabola(x: Any) -> Any:
    return ad.square(x) + 2.0 * x - 1.0


choice = Question(
    id="gradients-choice",
    lesson=LESSON,
    title="Which slope?",
    points=1,
    reads=("slope_choice",),
    function=cubic,
    at={"x": -2.0},
    wrt="x",
    silence=PATHS,
    pinned=(
        pin(
            -2,
            "That is the place where you look, x",
            nudge="The question asks how steep the curve is there.",
            rule="x says where you stand, the slope f'(x) how steep the ground is.",
            step="Differentiate, then put x into the derivative.",
        ),
        pin(
            4,
            "That is x squared, one piece of the first term's derivative",
            nudge="The factors in front of it count, and so do the other terms.",
            rule="(c * x**n)' = c * n * x**(n - 1), and the slopes of all terms are added.",
            step="Write the derivative of every term below it, with its factors, and add.",
        ),
        pin(
            -6,
            "That is the height divided by x",
            nudge="It is the slope of a line from the origin to the curve. That line is not the tangent.",
            rule="A tangent touches the curve; its slope is the derivative there.",
            step="Differentiate, then put x into the derivative.",
        ),
    ),
)
product = Question(
    id="gradients-product",
    lesson=LESSON,
    title="The growth of a square",
    points=2,
    reads=("area", "growth"),
    function=square_area,
    at={"side": 3.0},
    wrt="side",
)
slope = Question(
    id="gradients-slope",
    lesson=LESSON,
    title="The slope of a cubic",
    points=2,
    reads=("slope",),
    function=cubic,
    at={"x": -2.0},
    wrt="x",
    silence=PATHS,
)
increasing = Question(
    id="gradients-increasing",
    lesson=LESSON,
    title="Up or down?",
    points=2,
    reads=("rate", "trend"),
    function=mixed,
    at={"x": 10.0},
    wrt="x",
    silence=PATHS,
)
difference = Question(
    id="gradients-difference",
    lesson=LESSON,
    title="A slope from heights alone",
    points=2,
    hidden_points=1,
    reads=("central_slope",),
    function=cube,
    at={"x": 2.0},
    wrt="x",
)
watch = Question(
    id="gradients-watch",
    lesson=LESSON,
    title="A constant, watched",
    points=2,
    reads=("edge", "volume_slope"),
    function=cube,
    at={"x": 2.0},
    wrt="x",
)
repair = Question(
    id="gradients-repair",
    lesson=LESSON,
    title="Three things to repair",
    points=3,
    reads=("weight", "loss_slope"),
    function=squared_error,
    at={"weight": 4.0},
    wrt="weight",
)
task = Question(
    id="gradients-task",
    lesson=LESSON,
    title="Your own slope function",
    points=3,
    hidden_points=1,
    reads=("slope_at", "task_slope"),
    function=parabola,
    at={"x": 2.0},
    wrt="x",
)


@choice.check
def one_of_four(answers: Answers) -> Iterator[Criterion]:
    result = compare_choice(answers.value("slope_choice"), choice.gradient(), OPTIONS, name="slope_choice")
    number = float(result.given) if result.readable and result.given is not None else None
    number = number if number in OPTIONS else None
    yield direction(choice, number, 0.25, result.feedback)
    yield Criterion(
        "The slope",
        0.75,
        result.equal,
        feedback=result.feedback,
        diagnosis=None if number is None else diagnosis_of(choice, result),
        praise="You found it among the four.",
    )


@product.check
def area_is_recorded(answers: Answers) -> Iterator[Criterion]:
    result = compare(answers.value("area"), product.value(), name="area")
    why = _unrecorded(answers) if result.equal else f"{result.feedback} It should be `side` times `side`."
    yield Criterion(
        "The area",
        0.5,
        not why,
        feedback=why,
        praise="`side` times `side`, computed where the tape can see it.",
    )


def _unrecorded(answers: Answers) -> str:
    """Why the tape cannot know how the area, though right, grows with the side; empty where it can."""
    read = formula_of(answers, "area", "side")
    if read is None:
        return "" if asks_a_tape(answers, "growth") else "Compute it from `side`, inside the tape's block."
    area, leaving = read
    if leaving:
        return "The number is right, but NumPy computed it, and the tape does not see what NumPy does."
    if len(set(area.tolist())) == 1:
        return "The number is right, but it did not come from `side`. For the tape it never changes."
    if not same(area, POINTS**2):
        return f"`{set_to(answers.source('area'), 'area')}` is right for this side alone. Use `side` twice."
    if not inside_a_tape(answers.source("area"), "area"):
        return "The number is right, but it was computed outside the tape's block."
    return ""


@product.check
def growth_is_asked_of_the_tape(answers: Answers) -> Iterator[Criterion]:
    result = compare(answers.value("growth"), product.gradient(), name="growth")
    yield Criterion(
        "The gradient",
        1.0,
        result.equal,
        feedback=in_words(product, result, answers, "growth"),
        diagnosis=diagnosis_of(product, result, answers, "growth"),
        praise="Both factors grow, and what each of them gives is added.",
    )
    yield _from_a_tape(answers, "growth")


def _from_a_tape(answers: Answers, name: str) -> Criterion:
    return Criterion(
        "Found with the tape",
        0.5,
        asks_a_tape(answers, name),
        feedback=f"`{name}` does not come from a tape yet. Ask for it: `tape.gradient(target, source)`.",
        praise="You asked the tape.",
    )


@slope.check
def slope_of_the_cubic(answers: Answers) -> Iterator[Criterion]:
    result = compare(answers.value("slope"), slope.gradient(), name="slope")
    feedback = in_words(slope, result, answers, "slope")
    number = float(result.given) if result.readable and result.given is not None else None
    yield direction(slope, number, 0.5, feedback)
    yield Criterion(
        "The slope",
        1.0,
        result.equal,
        feedback=feedback,
        diagnosis=diagnosis_of(slope, result, answers, "slope"),
        praise="The tangent at that point has exactly this slope.",
    )
    yield _from_a_tape(answers, "slope")


@increasing.check
def rate_at_ten(answers: Answers) -> Iterator[Criterion]:
    result = compare(answers.value("rate"), increasing.gradient(), name="rate")
    yield Criterion(
        "The gradient",
        1.0,
        result.equal,
        feedback=in_words(increasing, result, answers, "rate"),
        diagnosis=diagnosis_of(increasing, result, answers, "rate"),
        praise="That is the slope at 10.",
    )
    yield _all_four_terms(answers, result)


def _all_four_terms(answers: Answers, result: Comparison) -> Criterion:
    """At 10 some terms hardly change, so the number alone does not show that all of them are there."""
    written = written_by(answers, "rate")
    right = None if written is None else as_asked(increasing.function, written)
    feedback = "The tape was given something else than these four terms. Not every slip shows in the number."
    return Criterion(
        "All four terms",
        0.5,
        result.equal if right is None else right,
        feedback="This is judged once the gradient is right." if right is None else feedback,
        praise="The tape went through all four terms for you." if right else "They are all in your number.",
        # Where the number is wrong too, the gradient's criterion says why.
        diagnosis=diagnose_written(increasing.function, increasing.at, written)
        if written is not None and result.equal
        else None,
    )


@increasing.check
def trend_at_ten(answers: Answers) -> Iterator[Criterion]:
    right = TRENDS[0] if float(increasing.gradient()) > 0 else TRENDS[1]
    result = compare_choice(answers.value("trend"), right, TRENDS, name="trend")
    yield Criterion(
        "Increasing or decreasing",
        0.5,
        result.equal,
        feedback=f"{result.feedback} Look at the sign of the gradient, not at the sign of the height.",
        praise="The sign of the gradient says so.",
    )


@difference.check
def central_difference_at_two(answers: Answers) -> Iterator[Criterion]:
    _begun(answers, "central_slope")
    yield from central_difference(answers, x=2.0, h=0.25, points=1.0)


def _begun(answers: Answers, function: str) -> None:
    """Raises Unwritten where the function has no body yet."""
    try:
        source = answers.source(function)
    except NoSource:
        return
    if unfinished(source, function):
        raise Unwritten(
            f"`{function}` has no body yet, so it does not `return` anything. Write it under its first "
            "lines, run the cell, then check again."
        )


@watch.check
def constant_is_watched(answers: Answers) -> Iterator[Criterion]:
    yield from watching(watch, answers)


@repair.check
def program_is_repaired(answers: Answers) -> Iterator[Criterion]:
    yield from repairing(repair, answers)


@task.check
def slope_at_two(answers: Answers) -> Iterator[Criterion]:
    _begun(answers, "slope_at")
    at_two, given = _slope_criterion(answers, 2.0, "Your function at 2.0", "It returns the slope there.")
    yield at_two
    # Another place than 2, so that a function that always looks at 2 is told so.
    at_three = "Your function at the whole number 3"
    whole, other = _slope_criterion(answers, 3, at_three, "It takes whole numbers too.")
    if given is not None and given == other:
        words = f"`slope_at(3)` is {show(given)}, the same as at 2. Does the function use its `x`?"
        whole = replace(whole, feedback=words, diagnosis=None)
    elif not (at_two.passed or whole.passed):
        whole = replace(whole, feedback="", diagnosis=None)
    yield whole
    yield Criterion(
        "Found with a tape",
        0.5,
        asks_a_tape(answers, "slope_at"),
        feedback="`slope_at` does not ask a tape. Record the formula in it, then ask for the gradient.",
        praise="It records, computes and asks.",
    )


@task.check
def task_slope_is_right(answers: Answers) -> Iterator[Criterion]:
    result = compare(answers.value("task_slope"), task.gradient(), name="task_slope")
    yield Criterion(
        "The slope at 2",
        0.5,
        result.equal,
        feedback=_elsewhere(answers, result) or in_words(task, result, answers, "task_slope"),
        praise="That is the slope at 2.",
        # Of what comes from `slope_at`, that function's own criteria say what is wrong.
        diagnosis=None if asks_a_tape(answers, "task_slope") else diagnosis_of(task, result),
    )


def _elsewhere(answers: Answers, result: Comparison) -> str:
    """What to say where `task_slope` is the slope at another number than was asked."""
    if result.kind != "different" or result.given is None:
        return ""
    text = set_to(answers.source("task_slope"), "task_slope")
    found = re.fullmatch(r"slope_at\((-?\d+(?:\.\d*)?)\)", text)
    if found is None or not compare(float(result.given), slope_of(parabola, float(found[1])), name="").equal:
        return ""
    return f"`{text}` is the slope at {found[1]}. The question asks for another place."


def _slope_criterion(
    answers: Answers, argument: float, name: str, praise: str
) -> tuple[Criterion, float | None]:
    """Whether `slope_at(argument)` is right, and the number that it gave."""
    shown = f"slope_at({argument})"
    result = compare(answers.call("slope_at", argument), slope_of(parabola, float(argument)), name=shown)
    feedback = in_words(task, result) if argument == task.at["x"] else result.feedback
    if result.kind == "none" and not returns(answers.source("slope_at"), "slope_at"):
        feedback = f"`{shown}` gave None. Does the function `return` what the tape answers?"
    elif result.kind == "none" and isinstance(argument, int):
        feedback = f"`{shown}` gave None. What kind of variable does `ad.Variable({argument})` make?"
    elif result.kind == "none":
        feedback = f"`{shown}` gave None. That is what the tape answered."
    given = float(result.given) if result.readable and result.given is not None else None
    diagnosis = None if result.equal else diagnosis_of_function(task, result, answers, "slope_at")
    return Criterion(name, 0.5, result.equal, feedback, praise, diagnosis), given
