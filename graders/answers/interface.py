"""What a check may ask about a student's work, and the ways in which asking can fail.

Only plain data crosses: numbers, strings, booleans, None, NumPy arrays, and lists and dicts of these. A check
never holds an object of the student's, so nothing of theirs runs while answers are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy

Plain: TypeAlias = (
    "bool | int | float | str | numpy.ndarray[Any, Any] | list[Plain] | dict[str, Plain] | None"
)


@dataclass(frozen=True)
class TensorArgument:
    """Plain data that a student's function is to receive as a tensor (or variable) of the engine."""

    value: Any
    dtype: str = "float32"
    variable: bool = False


def as_tensor(value: Any, dtype: str = "float32") -> TensorArgument:
    """Have a student's function called with a constant tensor: `answers.call("f", as_tensor(2.0))`."""
    return TensorArgument(value, dtype)


def as_variable(value: Any, dtype: str = "float32") -> TensorArgument:
    """Have a student's function called with a variable: `answers.call("slope", as_variable(2.0))`."""
    return TensorArgument(value, dtype, variable=True)


class Answers(Protocol):
    """A student's work, asked for by name. Each method raises an `AnswerError` that explains itself."""

    def value(self, name: str) -> Plain:
        """The plain data that the student's variable `name` holds."""

    def call(self, name: str, *arguments: Any, seconds: float = 5.0) -> Plain:
        """What the student's function `name` returns for these arguments, stopped after `seconds`."""

    def source(self, name: str | None = None) -> str:
        """The text of what the student wrote: the cell that last set `name`, or all cells as run."""


class AnswerError(Exception):
    """An answer could not be had. `str()` of it is a sentence for the student."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Unset(AnswerError):
    """The name was never set. `nearest` holds names of theirs that look like it."""

    def __init__(self, name: str, nearest: Sequence[str] = ()) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        hint = f" Did you mean `{self.nearest[0]}`?" if self.nearest else ""
        super().__init__(
            f"`{name}` is not set yet.{hint} Write your answer in the cell above, run it, then check again."
        )


class StillDots(Unset):
    """The name still holds the `...` that the lesson put there."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nearest = ()
        sentence = (
            f"`{name}` is still `...`. Replace the dots with your answer, run the cell, then check again."
        )
        AnswerError.__init__(self, sentence)


class Unwritten(AnswerError):
    """The program or function stands as the lesson gave it: nothing of the answer is there yet."""


class WrongKind(AnswerError):
    """The name holds something that is not plain data, or not what was asked for."""


class NotAFunction(WrongKind):
    """A function was asked for and something else is there."""

    def __init__(self, name: str, given: str) -> None:
        super().__init__(
            f"`{name}` should be a function, but it is {given}. Define it with `def {name}(...):`."
        )


class CallFailed(AnswerError):
    """The student's function raised. `kind` is the name of the exception."""

    def __init__(self, call: str, kind: str, message: str) -> None:
        self.kind = kind
        detail = f": {message}" if message else ""
        super().__init__(f"`{call}` stopped with {kind}{detail}")


class TooSlow(AnswerError):
    """The student's function did not come back in time."""

    def __init__(self, call: str, seconds: float) -> None:
        super().__init__(
            f"`{call}` was still running after {seconds:g} seconds and was stopped. "
            "Does one of its loops never end?"
        )


class NoSource(AnswerError):
    """The text of what was written is not to be had."""


class TooLongToRead(NoSource):
    """The text of what was written is there, and longer than is read."""
