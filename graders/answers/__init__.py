"""What may be asked of a student's work: one interface, answered here or in another process.

`interface` says what can be asked and how asking can fail; `local` answers in the student's own kernel,
`remote` from outside of it, and `wire` is the form in which numbers and words cross. Nothing here knows a
question, a check or an expected value.
"""

from graders.answers.interface import (
    AnswerError,
    Answers,
    CallFailed,
    NoSource,
    NotAFunction,
    Plain,
    StillDots,
    TensorArgument,
    TooSlow,
    Unset,
    Unwritten,
    WrongKind,
    as_tensor,
    as_variable,
)

__all__ = [
    "AnswerError",
    "Answers",
    "CallFailed",
    "NoSource",
    "NotAFunction",
    "Plain",
    "StillDots",
    "TensorArgument",
    "TooSlow",
    "Unset",
    "Unwritten",
    "WrongKind",
    "as_tensor",
    "as_variable",
]
