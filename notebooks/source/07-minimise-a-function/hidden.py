"""What grading asks of lesson 07 beside it: the student's loop with numbers that no check showed."""

from graders.questions import uniform, whole

from .questions import lesson, tried

lesson.hidden("descent-descend", [
    tried(1.0, (uniform(4.5, 7.0), uniform(0.005, 0.02, digits=3), whole(2, 6)), (uniform(3.5, 9.0), 0.01, 0)),
])  # fmt: skip
