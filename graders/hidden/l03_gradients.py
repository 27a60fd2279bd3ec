"""Hidden checks of lesson 03: the students' functions at places that the visible checks did not show."""

from __future__ import annotations

from collections.abc import Iterator

from numpy.random import Generator

from graders.answers.interface import Answers
from graders.lessons.l03_differences import central_difference, slope_of
from graders.lessons.l03_gradients import parabola
from graders.questions.compare import compare, show
from graders.questions.question import Criterion, hidden_check


@hidden_check("gradients-difference")
def central_difference_elsewhere(answers: Answers, random: Generator) -> Iterator[Criterion]:
    x = round(float(random.uniform(-3.0, -1.0)), 1)
    h = round(float(random.uniform(0.1, 0.4)), 2)
    yield from central_difference(answers, x=x, h=h, points=1.0)


@hidden_check("gradients-task")
def slope_elsewhere(answers: Answers, random: Generator) -> Iterator[Criterion]:
    places = [round(float(random.uniform(low, low + 4.0)), 1) for low in (-9.0, -4.0, 3.0)]
    for place in places[:2]:
        yield _slope_at(answers, place, points=0.25)
    yield _slope_at(answers, places[2], points=0.5)


def _slope_at(answers: Answers, place: float, points: float) -> Criterion:
    shown = f"slope_at({show(place)})"
    result = compare(answers.call("slope_at", place), slope_of(parabola, place), name=shown)
    feedback = f"{result.feedback} Does the function use its `x`, or always the same number?"
    if result.kind == "none":
        feedback = f"`{shown}` gave None."
    return Criterion(
        name=f"Your function at {show(place)}",
        points=points,
        passed=result.equal,
        feedback=feedback,
        praise="Right there too.",
    )
