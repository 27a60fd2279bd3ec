"""What grading asks of lesson 00 beside it: the student's function at temperatures that no check showed."""

from graders.questions import uniform

from .questions import lesson, tried

lesson.hidden("welcome-function", [tried(1.0, uniform(-40.0, 30.0, digits=1), uniform(60.0, 200.0, digits=1))])
