"""Questions of lesson 03, gradients, with the checks that students run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import autodiff_lite as ad
from graders.answers import Answers, Plain
from graders.compare import Comparison, compare, compare_choice, show
from graders.diagnosis.for_checks import diagnosis_of, diagnosis_of_function
from graders.hints import direction, in_words
from graders.misconceptions import pin
from graders.question import Criterion, Question
from graders.reading import asks_a_tape, calls, inside_a_tape, sets

LESSON = "03-gradients"

OPTIONS = (-2, 13, 4, -6)
LATER = "Not yet. First look at the one above."
TRENDS = ("increasing", "decreasing")


def cubic(x: Any) -> Any:
    return 3.0 * ad.pow(x, 3.0) + 5.0 * ad.square(x) - 3.0 * x + 10.0


def mixed(x: Any) -> Any:
    return ad.pow(3.0, 0.2 * x) + 5.0 * ad.square(x) - ad.math.log(x) + ad.tanh(x)


def square_area(side: Any) -> Any:
    return side * side


def cube(x: Any) -> Any:
    return x**3


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
    number = None if result.given is None else float(result.given)
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
    yield Criterion(
        "The area",
        0.5,
        result.equal,
        feedback=f"{result.feedback} It should be `side` times `side`.",
        praise="`side` times `side`, computed where the tape can see it.",
    )


@product.check
def growth_is_asked_of_the_tape(answers: Answers) -> Iterator[Criterion]:
    result = compare(answers.value("growth"), product.gradient(), name="growth")
    yield Criterion(
        "The gradient",
        1.0,
        result.equal,
        feedback=in_words(product, result),
        diagnosis=diagnosis_of(product, result, answers, "growth"),
        praise="Both factors grow, and the tape adds what each of them gives.",
    )
    yield Criterion(
        "Found with the tape",
        0.5,
        asks_a_tape(answers, "growth"),
        feedback="`growth` does not come from a tape yet. Ask for it: `tape.gradient(target, source)`.",
        praise="You asked the tape.",
    )


@slope.check
def slope_of_the_cubic(answers: Answers) -> Iterator[Criterion]:
    result = compare(answers.value("slope"), slope.gradient(), name="slope")
    number = float(result.given) if result.readable and result.given is not None else None
    yield direction(slope, number, 0.5, result.feedback)
    yield Criterion(
        "The slope",
        1.5,
        result.equal,
        feedback=in_words(slope, result),
        diagnosis=diagnosis_of(slope, result, answers, "slope"),
        praise="The tangent at that point has exactly this slope.",
    )


@increasing.check
def rate_at_ten(answers: Answers) -> Iterator[Criterion]:
    result = compare(answers.value("rate"), increasing.gradient(), name="rate")
    yield Criterion(
        "The gradient",
        1.5,
        result.equal,
        feedback=in_words(increasing, result),
        diagnosis=diagnosis_of(increasing, result, answers, "rate"),
        praise="The tape went through all four terms for you.",
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
    yield from central_difference(answers, x=2.0, h=0.25, points=1.0)


@watch.check
def volume_slope_is_a_number(answers: Answers) -> Iterator[Criterion]:
    result = compare(answers.value("volume_slope"), watch.gradient(), name="volume_slope")
    feedback = in_words(watch, result)
    if result.kind == "none":
        feedback = (
            "`volume_slope` is still None. Watch `edge` inside the `with` block, before the line that "
            "computes `volume`: a tape cannot write down what is already past."
        )
    yield Criterion(
        "The gradient",
        1.5,
        result.equal,
        feedback=feedback,
        diagnosis=diagnosis_of(watch, result, answers, "volume_slope"),
        praise="The tape now knows that you care about `edge`.",
    )


@watch.check
def edge_is_watched(answers: Answers) -> Iterator[Criterion]:
    source = answers.source("volume_slope")
    yield Criterion(
        "A constant that is watched",
        points=0.5,
        passed=calls(source, "watch") and not calls(source, "Variable"),
        feedback="Leave `edge` a constant and ask the tape to watch it.",
        praise="`edge` is a constant still, and watched.",
    )


@repair.check
def program_is_repaired(answers: Answers) -> Iterator[Criterion]:
    source = answers.source("loss_slope")
    result = compare(answers.value("loss_slope"), repair.gradient(), name="loss_slope")
    # Whoever gets the right number from a tape has repaired the program, however it is written now.
    whole = result.equal and asks_a_tape(answers, "loss_slope")
    asked = sets(source, "loss_slope", "gradient")
    parts = [
        (
            "The variable",
            _is_floating(answers.value("weight")),
            "What kind of number does `weight` hold? Print `weight.dtype`.",
            "`weight` is a number that can have a gradient.",
        ),
        (
            "The recording",
            whole or inside_a_tape(source, "loss"),
            "Which lines does the tape see? It has to see every step from `weight` to `loss`.",
            "Every step from `weight` to `loss` is recorded.",
        ),
        (
            "The question to the tape",
            whole or any(arguments[:2] == ["loss", "weight"] for arguments in asked),
            "What is the target here, and what is the source? In which order does `gradient` take them?",
            "Target first, source second.",
        ),
        ("The gradient", whole, _loss_feedback(result), "The repaired program finds the slope of the loss."),
    ]
    # One hint at a time: to find the next fault is the student's part.
    first = next((name for name, passed, *_ in parts if not passed), "")
    for name, passed, feedback, praise in parts:
        hint = feedback if name == first else LATER
        yield Criterion(
            name,
            points=repair.points / len(parts),
            passed=passed,
            feedback=hint,
            praise=praise,
            diagnosis=diagnosis_of(repair, result) if name == first == "The gradient" else None,
        )


def _loss_feedback(result: Comparison) -> str:
    if result.equal:
        return "The number is right, but it does not come from the tape. Ask the tape for it."
    if result.kind == "none":
        return "`loss_slope` is still None. Something is left to repair."
    return in_words(repair, result)


@task.check
def slope_at_two(answers: Answers) -> Iterator[Criterion]:
    at_two = _slope_criterion(answers, 2.0, "Your function at 2.0", "It returns the slope there.")
    yield at_two
    whole = _slope_criterion(answers, 2, "Your function at the whole number 2", "It takes whole numbers too.")
    yield whole if at_two.passed or whole.passed else replace(whole, feedback=LATER, diagnosis=None)
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
        feedback=in_words(task, result),
        praise="That is the slope at 2.",
        diagnosis=diagnosis_of(task, result),
    )


def _slope_criterion(answers: Answers, argument: float, name: str, praise: str) -> Criterion:
    """Whether `slope_at(argument)` is right, for an argument equal to the question's own."""
    shown = f"slope_at({argument})"
    result = compare(answers.call("slope_at", argument), task.gradient(), name=shown)
    feedback = in_words(task, result)
    if result.kind == "none" and isinstance(argument, int):
        feedback = f"`{shown}` gave None. What kind of variable does `ad.Variable({argument})` make?"
    elif result.kind == "none":
        feedback = f"`{shown}` gave None. Does the function `return` what the tape answers?"
    diagnosis = None if result.equal else diagnosis_of_function(task, result, answers, "slope_at")
    return Criterion(name, 0.5, result.equal, feedback, praise, diagnosis)


def central_difference(answers: Answers, *, x: float, h: float, points: float) -> Iterator[Criterion]:
    """What is asked of `central_slope(x, h)` at one point, in two criteria that share `points`."""
    shown = f"central_slope({show(x)}, {show(h)})"
    given = answers.call("central_slope", x, h)
    left, here, right = cube(x - h), cube(x), cube(x + h)
    central = compare(given, (right - left) / (2 * h), name=shown, rounding=False)
    one_sided = any(
        compare(given, estimate, name=shown, rounding=False).equal
        for estimate in ((right - here) / h, (here - left) / h)
    )
    slips = {
        (right - left) / h: "The two points are not h apart. How far is it from x − h to x + h?",
        (right - left) / 2 * h: (
            "Python works from left to right: `a / 2 * h` multiplies by h. Put brackets around `2 * h`."
        ),
        right - left: "That is the rise. Divide it by the run.",
        (left - right) / (2 * h): "The sign is turned around: take the right height minus the left height.",
        right - left / (2 * h): "Divide the whole difference: put brackets around it.",
    }
    why = next(
        (words for slip, words in slips.items() if compare(given, slip, name=shown, rounding=False).equal), ""
    )
    feedback = f"{central.feedback} {why}".strip()
    if central.kind == "none":
        feedback = why = f"`{shown}` gave None. Does the function `return` its result?"
    yield Criterion(
        "Rise over run",
        points / 2,
        central.equal or one_sided,
        feedback=feedback,
        praise="A difference of heights over a difference of places.",
    )
    if one_sided and not central.equal:
        why = "It looks to one side of x only. Use the heights at x + h and at x − h."
    yield Criterion(
        "Both sides",
        points / 2,
        central.equal,
        feedback=why or "It is not yet the slope of the line through the points at x − h and x + h.",
        praise="The errors of the two sides cancel.",
    )


def _is_floating(value: Plain) -> bool:
    dtype = getattr(value, "dtype", None)
    return dtype.kind == "f" if dtype is not None else isinstance(value, float)
