"""What grading asks of lesson 09 beside it: shops that no check showed, closed ones among them."""

import math

from .questions import combines, lesson

lesson.hidden("cluster-combine", [combines(1.0, [([0.5], 1), ([-1.25], 20)], [(math.nan, 0), ([[2.0, -1.0]], 3), ([[0.0, 4.0]], 9)])])
