"""What a lesson asks: its questions, the vocabulary in which they are written, and how answers are compared.

`questions.py` of a lesson needs nothing but this package and the engine:

>>> from graders.questions import Lesson, direction, from_a_tape, gradient
>>> lesson = Lesson("example")
>>> asked = lesson.question("example-slope", "The slope", of=lambda x: 3.0 * x * x, at={"x": -2.0}, asks=[
...     direction("slope", 0.5),
...     gradient("slope", 1.0, praise="The tangent has exactly this slope."),
...     from_a_tape("slope", 0.5),
... ])
>>> asked.points
2.0
"""

from graders.answers.reading import asks_a_tape
from graders.misconceptions import pin
from graders.questions.ask import Ask, ask
from graders.questions.asks.choices import choice, choices
from graders.questions.asks.diagnosed import (
    after_steps,
    all_paths,
    between,
    diagnosed,
    gradients,
    node_gradient,
    path_product,
    which_none,
)
from graders.questions.asks.entries import dtype, order, predictions, shape, table
from graders.questions.asks.functions import begun, function
from graders.questions.asks.inputs import counterexample, designed, formula_for
from graders.questions.asks.numbers import direction, gradient, hessian, jacobian, matrix, number, value
from graders.questions.asks.programs import Program, part, repaired
from graders.questions.asks.tape import formula, from_a_tape, recorded, watched
from graders.questions.compare import compare, compare_choice, show
from graders.questions.criterion import Criterion
from graders.questions.drawn import drawn, one_of, shuffled, uniform, whole
from graders.questions.lesson import Lesson, UnknownQuestion
from graders.questions.question import Question
from graders.source.reading import set_to

__all__ = [
    "Ask",
    "Criterion",
    "Lesson",
    "Program",
    "Question",
    "UnknownQuestion",
    "after_steps",
    "all_paths",
    "ask",
    "asks_a_tape",
    "begun",
    "between",
    "choice",
    "choices",
    "compare",
    "compare_choice",
    "counterexample",
    "designed",
    "diagnosed",
    "direction",
    "drawn",
    "dtype",
    "formula",
    "formula_for",
    "from_a_tape",
    "function",
    "gradient",
    "gradients",
    "hessian",
    "jacobian",
    "matrix",
    "node_gradient",
    "number",
    "one_of",
    "order",
    "part",
    "path_product",
    "pin",
    "predictions",
    "recorded",
    "repaired",
    "set_to",
    "shape",
    "show",
    "shuffled",
    "table",
    "uniform",
    "value",
    "watched",
    "which_none",
    "whole",
]
