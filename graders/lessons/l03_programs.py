"""What lesson 03 asks of two programs that students change: a constant to watch, three faults to repair."""

from __future__ import annotations

from collections.abc import Iterator

from graders.answers.interface import Answers, NoSource, Plain, Unwritten
from graders.answers.reading import asks_a_tape
from graders.questions.compare import Comparison, compare
from graders.questions.explaining import diagnosis_of
from graders.questions.question import Criterion, Question
from graders.questions.words import in_words
from graders.source.reading import calls, inside_a_tape, maker, same_program, sets

NO_TAPE = "The number is right, but it does not come from a tape. Ask the tape for it."

WATCH_AS_GIVEN = """
edge = ad.constant(2.0)
with ad.GradientTape() as tape:
    volume = edge**3
volume_slope = tape.gradient(volume, edge)
"""
REPAIR_AS_GIVEN = """
weight = ad.Variable(4)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
loss = error * error
loss_slope = tape.gradient(weight, loss)
print(loss_slope)
"""


def watching(question: Question, answers: Answers) -> Iterator[Criterion]:
    """The constant `edge` is watched, and the tape gives `volume_slope`."""
    result = compare(answers.value("volume_slope"), question.gradient(), name="volume_slope")
    source = answers.source("volume_slope")
    if result.kind == "none" and same_program(source, WATCH_AS_GIVEN):
        raise Unwritten("`volume_slope` is still None. Add your line to the program, and run it again.")
    watched, variable = calls(source, "watch"), calls(source, "Variable")
    yield Criterion(
        "The gradient",
        1.5,
        result.equal and asks_a_tape(answers, "volume_slope"),
        feedback=NO_TAPE if result.equal else _volume_feedback(question, answers, result, watched),
        diagnosis=diagnosis_of(question, result, answers, "volume_slope"),
        praise="The tape now knows that you care about `edge`."
        if watched
        else "That is how fast the volume grows.",
    )
    yield Criterion(
        "A constant that is watched",
        points=0.5,
        passed=watched and not variable,
        feedback="Leave `edge` a constant. A tape can be asked to watch one."
        if variable
        else "Nothing asks the tape to watch `edge`.",
        praise="`edge` is a constant still, and watched.",
    )


def _volume_feedback(question: Question, answers: Answers, result: Comparison, watched: bool) -> str:
    if result.kind != "none":
        return in_words(question, result)
    if _kind(answers.value("edge")) in ("i", "u"):
        return "`volume_slope` is None: `edge` holds a whole number now. Section 8 says why that matters."
    if watched:
        return (
            "`volume_slope` is still None. When did the tape begin to watch? It cannot write down what is "
            "already past."
        )
    return "`volume_slope` is still None. What does a tape watch by itself, and what is `edge`?"


def repairing(question: Question, answers: Answers) -> Iterator[Criterion]:
    """The three faults of the program are repaired, and it gives `loss_slope`."""
    value, source = answers.value("loss_slope"), answers.source("loss_slope")
    if same_program(source, REPAIR_AS_GIVEN):
        raise Unwritten(
            "The program is as it was given. Copy it into the cell below it, and begin with its first line. "
            "What kind of number does `weight` hold? Print `weight.dtype`."
        )
    result = compare(value, question.gradient(), name="loss_slope")
    # Whoever gets the right number from a tape has repaired the program, however it is written now.
    whole = result.equal and asks_a_tape(answers, "loss_slope")
    watched = _is_watched(answers, source)
    asked = sets(source, "loss_slope", "gradient")
    parts = [
        (
            "The variable",
            whole or (watched and _kind(answers.value("weight")) == "f"),
            "What kind of number does `weight` hold? Print `weight.dtype`."
            if watched
            else "`weight` is a constant or a plain number now. What does a tape watch by itself?",
            "`weight` is a number that can have a gradient.",
        ),
        (
            "The recording",
            whole or (watched and inside_a_tape(source, "loss")),
            "Which lines does the tape see? It has to see every step from `weight` to `loss`.",
            "Every step from `weight` to `loss` is recorded.",
        ),
        (
            "The question to the tape",
            whole or any(arguments[:2] == ["loss", "weight"] for arguments in asked),
            "What is the target here, and what is the source? In which order does `gradient` take them?",
            "Target first, source second.",
        ),
        (
            "The gradient",
            whole,
            _loss_feedback(question, answers, result),
            "The repaired program finds the slope of the loss.",
        ),
    ]
    # One hint at a time: to find the next fault is the student's part.
    first = next((name for name, passed, *_ in parts if not passed), "")
    for name, passed, feedback, praise in parts:
        diagnosed = name == first == "The gradient"
        yield Criterion(
            name,
            points=question.points / len(parts),
            passed=passed,
            feedback=feedback if name == first else "",
            praise=praise,
            diagnosis=diagnosis_of(question, result, answers, "loss_slope") if diagnosed else None,
        )


def _is_watched(answers: Answers, source: str) -> bool:
    """Whether the tape watches `weight`; where its making is not to be seen, it counts as watched."""
    try:
        made = maker(answers.source("weight"), "weight")
    except NoSource:
        return True
    plain = isinstance(answers.value("weight"), int | float)
    return not plain and (made != "constant" or calls(source, "watch"))


def _loss_feedback(question: Question, answers: Answers, result: Comparison) -> str:
    if result.equal:
        return NO_TAPE
    if result.kind == "none":
        return "`loss_slope` is still None. Something is left to repair."
    return in_words(question, result, answers, "loss_slope")


def _kind(value: Plain) -> str:
    """The kind of number as NumPy's letter: "f" for floats, "i" for whole numbers; empty for what is none."""
    dtype = getattr(value, "dtype", None)
    if dtype is not None:
        return str(dtype.kind)
    return "f" if isinstance(value, float) else "i" if isinstance(value, int) else ""
