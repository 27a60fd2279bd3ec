"""What grading asks of lesson 05 beside it: the chain of lenses, for numbers of lenses that no check showed."""

from graders.questions import function, whole

from .questions import RELAY_SLIPS, lesson, relayed

elsewhere = function(
    "relay_slope", 1.0, [whole(3, 4), whole(6, 8)], relayed, rounding=False, slips=RELAY_SLIPS, praise="Right there too."
)
lesson.hidden("chain-relay", [elsewhere])
