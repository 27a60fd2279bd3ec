"""What grading asks of lesson 01 beside it: the student's function for tables that no check showed."""

from graders.questions import uniform

from .questions import lesson, tried

lesson.hidden("tensors-anomaly", [
    tried(1.0, uniform(-9.0, 9.0, digits=1, shape=(2, 5)), uniform(10.0, 20.0, digits=1, shape=(5, 4))),
])  # fmt: skip
