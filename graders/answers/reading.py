"""What the text behind an answer says: `graders.source`, asked of a student's work by name.

Raises `graders.source.bounds.TooLong` where a text is too long to read.
"""

from __future__ import annotations

from graders.answers.interface import AnswerError, Answers, TooLongToRead
from graders.source import programs, reading
from graders.source.bounds import TooLong


def program_of(answers: Answers, name: str) -> str:
    """The text that sets `name`, after the statements of other cells that set what it reads.

    Raises the errors of `answers.source(name)`.

    >>> from graders.answers.local import LocalAnswers
    >>> cells = ["x = 2.0", "unused = 1", "y = x * x"]
    >>> print(program_of(LocalAnswers({"In": cells, "x": 2.0, "y": 4.0}), "y"))
    x = 2.0
    y = x * x
    """
    return programs.program(answers.source(name), name, sources_of(answers))


def asks_a_tape(answers: Answers, name: str) -> bool:
    """Whether `name` gets its value from a tape: where it is last set, or in what is used there."""
    return reading.asks_a_tape(sources_of(answers), name)


def calculates(answers: Answers, name: str) -> bool:
    """Whether `name` is last set to a calculation, such as twice what a tape answered."""
    source = sources_of(answers)(name)
    return source is not None and reading.calculates(source, name)


def sources_of(answers: Answers) -> reading.Sources:
    """A function that gives the text in which a name is set, or None where that is not to be had."""

    def source_of(name: str) -> str | None:
        try:
            return answers.source(name)
        except TooLongToRead:
            raise TooLong(f"What sets `{name}`") from None
        except AnswerError:
            return None

    return source_of
