"""What grading asks of lesson 10 beside it: the student's loop on lists that no check showed, long ones too."""

from .questions import backwards, lesson

# A chain so deep that a function which calls itself would end, and a row that many others point to.
DEEP = [[]] + [[(place, 1.0001 if place % 2 else 0.9999)] for place in range(4000)]
FAN = [[], []] + [[(0, 0.5), (1, -0.25)] for _ in range(40)] + [[(place, 1.0) for place in range(2, 42)]]

lesson.hidden("own-backward", [backwards(2.0, DEEP, FAN)])
