"""What grading asks of lesson 05 beside it: the chain of lenses, at numbers that no check showed."""

from graders.questions import function, uniform, whole

from .questions import RELAY_SLIPS, lesson, relayed

SHORT = (whole(3, 4), uniform(31.0, 36.0))
LONG = (whole(6, 7), uniform(21.0, 23.0))

elsewhere = function(
    "relay_slope", 1.0, [SHORT, LONG], relayed, rounding=False, slips=RELAY_SLIPS, praise="Right there too."
)
lesson.hidden("chain-relay", [elsewhere])
