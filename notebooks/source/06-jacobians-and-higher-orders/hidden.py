"""What grading asks of lesson 06 beside it: the student's Hessian at places that no check showed."""

from graders.questions import uniform

from .questions import lesson, tried

lesson.hidden("higher-hessian", [tried(1.0, (uniform(-3.0, -1.0), uniform(1.0, 3.0)), (uniform(1.0, 3.0), uniform(-3.0, -1.0)))])
