"""What grading asks of lesson 02 beside it: the formula that was read off, at places that no check showed."""

from graders.questions import function, uniform

from .questions import lesson, overtaking

NEAR = (uniform(31.0, 40.0), uniform(15.0, 25.0), uniform(20.0, 90.0))
FAR = (uniform(26.0, 30.0), uniform(10.0, 20.0), uniform(100.0, 190.0))
USES = "Does the function use all three of its inputs?"

elsewhere = function("overtake", 1.0, [NEAR, FAR], overtaking, rounding=False, praise="Right there too.", feedback=USES)
lesson.hidden("graphs-formula", [elsewhere])
