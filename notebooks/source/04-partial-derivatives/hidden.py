"""What grading asks of lesson 04 beside it: the steepest way at places that no check showed."""

from graders.questions import uniform

from .questions import lesson, ways

lesson.hidden("partial-steepest", [
    ways(1.0, (uniform(-3.0, -1.0), uniform(1.0, 3.0)), (uniform(0.5, 3.0), uniform(-3.0, -0.5))),
])  # fmt: skip
