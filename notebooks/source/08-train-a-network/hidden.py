"""What grading asks of lesson 08 beside it: the student's training on tables that no check showed."""

import numpy as np

from graders.questions import uniform, whole

from .questions import lesson, tried

LABELS = np.array([[0.0], [1.0], [1.0], [0.0]])

lesson.hidden("network-train", [
    tried(1.0, (uniform(-2.0, 2.0, shape=(4, 3)), LABELS, uniform(0.2, 0.6), whole(2, 5)), (uniform(-1.0, 1.0, shape=(4, 1)), LABELS, 0.3, 3)),
])  # fmt: skip
