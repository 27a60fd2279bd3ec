"""What grading asks of lesson 09 beside it: shops that no check showed, closed ones among them."""

import math

from .questions import CLOSED, combines, lesson

lesson.hidden("cluster-combine", [
    combines(0.5, {"Gradients of one entry": [([0.5], 1), ([-1.25], 20)]}),
    combines(0.5, {"The first shop was closed": [(math.nan, 0), ([[2.0, -1.0]], 3), ([[0.0, 4.0]], 9)]}, feedback=CLOSED),
])  # fmt: skip
