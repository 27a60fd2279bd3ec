"""What grading asks of lesson 10 beside it: lists, formulas and galaxies that no check showed, deep ones among them."""

from .questions import DISTANCES, VELOCITIES, WHOLE, backwards, fits, lesson, on_the_tape

# A chain so deep that a function which calls itself would end, and a row that many others point to.
DEEP = [[]] + [[(place, 0.5 if place % 2 else 2.0)] for place in range(4001)]
FAN = [[], []] + [[(0, 0.5), (1, -0.25)] for _ in range(40)] + [[(place, 1.5) for place in range(2, 42)]]

lesson.hidden("own-backward", [backwards(2.0, {"A chain of 4002 rows": DEEP, "A row that forty others point to": FAN})])

LONG = "exp(sin(x))" + " * 1.001 - y" * 150

lesson.hidden("own-functions", [on_the_tape(1.0, WHOLE, ("exp(0 - x * x) * sin(3 * y) - x / y", {"x": 0.6, "y": 0.8}), (LONG, {"x": 2.0, "y": 0.01}))])

# Every second galaxy, so that a rate which is right for all of them is right here too.
HALVES = {
    "Every second galaxy": (DISTANCES[::2], VELOCITIES[::2]),
    "The other twelve galaxies": (DISTANCES[1::2], VELOCITIES[1::2]),
}
lesson.hidden("own-capstone", [fits(2.0, HALVES)])
