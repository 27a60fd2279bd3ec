"""What grading asks of lesson 03 beside it: the students' functions at places that no check showed."""

from graders.questions import function, uniform

from .questions import central_difference, lesson

lesson.hidden("gradients-difference", [central_difference(uniform(-3.0, -1.0), uniform(0.1, 0.4, digits=2), 1.0)])


def elsewhere(*places):
    words = "Does the function use its `x`, or always the same number?"
    return function("slope_at", 0.5, places, praise="Right there too.", feedback=words)


lesson.hidden("gradients-task", [elsewhere(uniform(-9.0, -5.0), uniform(-4.0, 0.0)), elsewhere(uniform(3.0, 7.0))])
