"""What grading asks of lesson 02 beside it: the formula that was read off, at places that no check showed."""

from graders.questions import function, uniform

from .questions import lesson, overtaking

lesson.hidden("graphs-formula", [
    function(
        "overtake", 1.0,
        [
            (uniform(31.0, 40.0), uniform(15.0, 25.0), uniform(20.0, 90.0)),
            (uniform(26.0, 30.0), uniform(10.0, 20.0), uniform(100.0, 190.0)),
        ],
        overtaking, rounding=False, praise="Right there too.", feedback="Does the function use all three of its inputs?",
    ),
])  # fmt: skip
