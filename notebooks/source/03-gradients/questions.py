"""The questions of lesson 03, gradients, and the checks that students run."""

import re
from dataclasses import replace

import autodiff_lite as ad
from graders.questions import (
    Criterion,
    Lesson,
    Program,
    ask,
    asks_a_tape,
    begun,
    choice,
    compare,
    direction,
    drawn,
    formula,
    from_a_tape,
    function,
    gradient,
    one_of,
    part,
    pin,
    recorded,
    repaired,
    set_to,
    show,
    watched,
)

OPTIONS = (-2, 13, 4, -6)
TRENDS = ("increasing", "decreasing")

# Where students have numbers of their own, every mistake shows at these; some rise there, some fall.
X = one_of(0.15, 0.3, 0.35, 0.4, common=8.0)
C = one_of(2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, common=5.0)

# Nobody has met a path before section 5: what these explain is a term left out, and can be said so.
PATHS = ("one-path-only", "paths-multiplied", "upstream-forgotten")

lesson = Lesson("03-gradients", needs=["01-tensors", "02-computational-graphs"])


def cubic(x):
    return 3.0 * ad.pow(x, 3.0) + 5.0 * ad.square(x) - 3.0 * x + 10.0


def mixed(x, c):
    return ad.pow(3.0, 0.2 * x) + c * ad.square(x) - ad.math.log(x) + ad.tanh(x)


def square_area(side):
    return side * side


def cube(x):
    return x**3


def squared_error(weight):
    error = 2.0 * weight - 3.0
    return error * error


def parabola(x):
    return ad.square(x) + 2.0 * x - 1.0


lesson.question("gradients-choice", "Which slope?", of=cubic, at={"x": -2.0}, silence=PATHS, asks=[
    direction("slope_choice", 0.25, among=OPTIONS),
    choice("slope_choice", 0.75, OPTIONS, title="The slope", praise="You found it among the four."),
], pinned=[
    pin(
        -2, "That is the place where you look, x",
        nudge="The question asks how steep the curve is there.",
        rule="x says where you stand, the slope f'(x) how steep the ground is.",
        step="Differentiate, then put x into the derivative.",
    ),
    pin(
        4, "That is x squared, one piece of the first term's derivative",
        nudge="The factors in front of it count, and so do the other terms.",
        rule="(c * x**n)' = c * n * x**(n - 1), and the slopes of all terms are added.",
        step="Write the derivative of every term below it, with its factors, and add.",
    ),
    pin(
        -6, "That is the height divided by x",
        nudge="It is the slope of a line from the origin to the curve. That line is not the tangent.",
        rule="A tangent touches the curve; its slope is the derivative there.",
        step="Differentiate, then put x into the derivative.",
    ),
])

lesson.question("gradients-product", "The growth of a square", of=square_area, at={"side": 3.0}, asks=[
    recorded(
        "area", 0.5, "side", "growth", title="The area", written="It should be `side` times `side`.",
        praise="`side` times `side`, computed where the tape can see it.",
    ),
    gradient("growth", 1.0, praise="Both factors grow, and what each of them gives is added."),
    from_a_tape("growth", 0.5),
])

lesson.question("gradients-slope", "The slope of a cubic", of=cubic, at={"x": -2.0}, silence=PATHS, asks=[
    direction("slope", 0.5),
    gradient("slope", 1.0, title="The slope", praise="The tangent at that point has exactly this slope."),
    from_a_tape("slope", 0.5),
])

def goes(question):
    return "increasing" if question.gradient() > 0 else "decreasing"


lesson.question("gradients-increasing", "Up or down?", of=mixed, at=drawn(x=X), own=drawn(c=C), silence=PATHS, asks=[
    gradient("rate", 1.0, praise="That is the slope at {x}."),
    formula(
        "rate", 0.5, title="All four terms", praise="The tape went through all four terms for you.",
        unread="They are all in your number.",
    ),
    choice(
        "trend", 0.5, TRENDS, goes, title="Increasing or decreasing",
        praise="The sign of the gradient says so.",
        feedback="Look at the sign of the gradient, not at the sign of the height.",
    ),
])


def central_difference(x, h, points):
    """What is asked of `central_slope(x, h)` at one place, which may be drawn: two criteria that share the points."""

    @ask(points, "central_slope")
    def check(question, answers, random):
        begun(answers, "central_slope")
        place, step = (each.draw(random) if hasattr(each, "draw") else each for each in (x, h))
        yield from _central(answers, place, step, points / 2)

    return check


def _central(answers, x, h, share):
    shown = f"central_slope({show(x)}, {show(h)})"
    given = answers.call("central_slope", x, h)
    left, here, right = cube(x - h), cube(x), cube(x + h)
    def gave(number):
        return compare(given, number, name=shown, rounding=False)

    central = gave((right - left) / (2 * h))
    one_sided = gave((right - here) / h).equal or gave((here - left) / h).equal
    slips = {
        float(lesson.find("gradients-difference").about(at={"x": x}).gradient()): (
            "That is the slope at one point, and `h` plays no part in it. Asked is the slope of the line "
            "through two points: take it from their heights, with `cube` and without a tape."
        ),
        (right - left) / h: "The two points are not h apart. How far is it from x − h to x + h?",
        (right - left) / 2 * h: (
            "A slope does not shrink with `h` as this does. In which order does Python divide and multiply?"
        ),
        right - left: "That is the rise. What is it divided by?",
        (left - right) / (2 * h): "The sign is turned around. Which height do you take from which?",
        right - left / (2 * h): "Only a part of the rise is divided. Which of your operations is done first?",
    }
    why = next((words for slip, words in slips.items() if gave(slip).equal), "")
    none = f"`{shown}` gave None. Does the function `return` its result?"
    feedback = none if central.kind == "none" else f"{central.feedback} {why}".strip()
    over = "A difference of heights over a difference of places."
    yield Criterion("Rise over run", share, central.equal or one_sided, feedback, over)
    aside = "It looks to one side of x only. Use the heights at x + h and at x − h."
    both = aside if one_sided else "It is not yet the slope of the line through the points at x − h and x + h."
    yield Criterion("Both sides", share, central.equal, both, "The errors of the two sides cancel.")


lesson.question(
    "gradients-difference", "A slope from heights alone", of=cube, at={"x": 2.0}, hidden=1,
    asks=[central_difference(2.0, 0.25, 1.0)],
)


def volume_is_none(answers):
    program = Program(answers, "volume_slope")
    if program.kind("edge") in ("i", "u"):
        return "`volume_slope` is None: `edge` holds a whole number now. Section 8 says why that matters."
    if program.calls("watch"):
        return "`volume_slope` is still None. When did the tape begin to watch? It cannot write down what is already past."
    return "`volume_slope` is still None. What does a tape watch by itself, and what is `edge`?"


lesson.question(
    "gradients-watch", "A constant, watched", of=cube, at={"x": 2.0}, given="a-watch",
    untouched="`volume_slope` is still None. Add your line to the program, and run it again.",
    asks=[
        gradient("volume_slope", 1.5, by_tape=True, none=volume_is_none, praise="That is how fast the volume grows."),
        watched("volume_slope", 0.5, "edge"),
    ],
)

TYPE = "What kind of number does `weight` hold? Print `weight.dtype`."

lesson.question(
    "gradients-repair", "Three things to repair", of=squared_error, at={"weight": 4.0}, given="broken",
    untouched=f"The program is as it was given. Copy it into the cell below it, and begin with its first line. {TYPE}",
    asks=[repaired("loss_slope", 3.0, [
        part(
            "The variable",
            lambda program: program.watched("weight") and program.kind("weight") == "f",
            lambda program: TYPE if program.watched("weight") else (
                "`weight` is a constant or a plain number now. What does a tape watch by itself?"
            ),
            "`weight` is a number that can have a gradient.",
        ),
        part(
            "The recording",
            lambda program: program.watched("weight") and program.recorded("loss"),
            "Which lines does the tape see? It has to see every step from `weight` to `loss`.",
            "Every step from `weight` to `loss` is recorded.",
        ),
        part(
            "The question to the tape",
            lambda program: any(asked[:2] == ["loss", "weight"] for asked in program.asked()),
            "What is the target here, and what is the source? In which order does `gradient` take them?",
            "Target first, source second.",
        ),
    ], praise="The repaired program finds the slope of the loss.")],
)


@ask(0.5, "task_slope")
def slope_at_two(question, answers):
    """A number of their own is explained; of what comes from `slope_at`, that function's own criteria speak."""
    (found,) = gradient("task_slope", 0.5, title="The slope at 2", praise="That is the slope at 2.").criteria(
        question, answers, None
    )
    text = set_to(answers.source("task_slope"), "task_slope")
    elsewhere = re.fullmatch(r"slope_at\((-?\d+(?:\.\d*)?)\)", text)
    if not found.passed and elsewhere:
        slope = question.about(at={"x": float(elsewhere[1])}).gradient()
        if compare(answers.value("task_slope"), slope, name="").equal:
            words = f"`{text}` is the slope at {elsewhere[1]}. The question asks for another place."
            found = replace(found, feedback=words)
    yield replace(found, diagnosis=None) if asks_a_tape(answers, "task_slope") else found


lesson.question("gradients-task", "Your own slope function", of=parabola, at={"x": 2.0}, hidden=1, asks=[
    function("slope_at", 1.5, [2.0, 3], tape=0.5, praise="It returns the slope there."),
    slope_at_two,
])
