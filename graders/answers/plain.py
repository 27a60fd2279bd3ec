"""Turning what a student's variable holds into plain data, without trusting the object to behave.

Numbers and texts are read where their type is exactly the built-in one. What lists, tuples and dictionaries
hold, those of a subclass included, is read by the built-in's own methods. Tensors and variables give their
array through `.numpy()`. Everything else is refused with a sentence.
"""

from __future__ import annotations

import decimal
import fractions
import types
from typing import Any

import numpy

from graders.answers.interface import Plain, WrongKind

MAX_ELEMENTS = 1_000_000
MAX_DEPTH = 20
MAX_TEXT = 100_000
METHODS = ("method", "builtin_function_or_method", "method-wrapper")
TENSOR_PACKAGES = ("autodiff_lite", "tensorflow", "torch")
PLAIN_KINDS = "biufcUS"

DOTS = "..."
"""How the dots of an entry that is still to be answered are kept."""

KIND_NAMES = {
    "bool": "a boolean",
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "NoneType": "None",
    "list": "a list",
    "tuple": "a tuple",
    "dict": "a dictionary",
    "set": "a set",
    "ndarray": "an array",
    "function": "a function",
    "builtin_function_or_method": "a function",
    "method": "a function",
    "type": "a class",
    "module": "a module",
    "generator": "a generator",
    "GradientTape": "a tape",
    "ellipsis": "the dots `...`",
}


def kind_of(thing: object) -> str:
    """What an object is, in words for a student, decided by its type alone.

    >>> kind_of([1, 2]), kind_of(print), kind_of(1j)
    ('a list', 'a function', 'an object of type complex')
    """
    name = type(thing).__name__
    return KIND_NAMES.get(name, f"an object of type {name}")


def plain(thing: object, name: str) -> Plain:
    """`thing` as plain data. `name` is what messages call it. Raises WrongKind.

    Fractions and decimals become floats, tuples become lists, tensors become arrays, a dtype its name, and
    dots within a list or a dictionary the text of three dots.

    >>> plain((1, fractions.Fraction(1, 4)), "pair")
    [1, 0.25]
    """
    return _plain(thing, name, MAX_DEPTH, [MAX_ELEMENTS])


def _plain(thing: Any, name: str, depth: int, room: list[int]) -> Plain:
    room[0] -= 1
    if room[0] < 0:
        raise WrongKind(f"`{name}` holds more than {MAX_ELEMENTS:,} values, which is too many to check.")
    if depth < 0:
        raise WrongKind(
            f"`{name}` has lists inside lists more than {MAX_DEPTH} deep. Is a list inside itself?"
        )
    kind = type(thing)
    if thing is None or kind in (bool, int, float, str, complex, fractions.Fraction, decimal.Decimal):
        return _scalar(thing, name)
    for base in (list, tuple):  # a named tuple, a tensor's shape: read by the base's own means
        if issubclass(kind, base):
            return [_item(item, name, depth - 1, room) for item in base.__iter__(thing)]
    if issubclass(kind, dict):
        return {_key(key, name): _item(item, name, depth - 1, room) for key, item in dict.items(thing)}
    if isinstance(thing, numpy.generic):
        return _array(numpy.asarray(thing), name, room).item()  # type: ignore[no-any-return]  # 0-d array
    if isinstance(thing, numpy.ndarray):
        return _array(numpy.array(thing, subok=False), name, room)
    if (dtype := _dtype_name(thing, kind)) is not None:
        return dtype
    if _is_tensor(kind):
        return _tensor(thing, name, room)
    if kind.__name__ in METHODS and not isinstance(getattr(thing, "__self__", None), types.ModuleType | None):
        called = str(getattr(thing, "__name__", ""))[:40]
        raise WrongKind(
            f"`{name}` is the method `{called}` itself, not what it gives. Write brackets: `{called}()`."
        )
    raise WrongKind(_other(thing, name))


def _other(thing: Any, name: str) -> str:
    """What is said of a thing that is no plain data."""
    if isinstance(thing, type):
        word = thing.__name__[:40]
        return f'The class `{word}` stands in `{name}`. For the word, write quotation marks: `"{word}"`.'
    return f"`{name}` is {kind_of(thing)}; a number, a text, a list or an array was asked for."


def _item(thing: Any, name: str, depth: int, room: list[int]) -> Plain:
    """What a list or a dictionary holds. Dots there are kept as a text: the other entries are answers."""
    return DOTS if thing is ... else _plain(thing, name, depth, room)


def _scalar(thing: Any, name: str) -> Plain:
    if isinstance(thing, str) and len(thing) > MAX_TEXT:
        raise WrongKind(f"`{name}` is a text of {len(thing):,} characters, which is too long to check.")
    if isinstance(thing, complex):
        raise WrongKind(f"`{name}` is the complex number {thing}; a real number was asked for.")
    if isinstance(thing, fractions.Fraction | decimal.Decimal):
        return _float(thing, name)
    return thing  # type: ignore[no-any-return]  # the caller has looked at its type


def _dtype_name(thing: Any, kind: type) -> str | None:
    """The name of a dtype: `ad.float32`, NumPy's, or Python's `float`; None for anything else."""
    if _is_tensor(kind) and kind.__name__ == "DType":
        return str(thing.name)
    if isinstance(thing, numpy.dtype):
        return str(thing.name)
    if isinstance(thing, type) and issubclass(thing, numpy.generic):
        return str(numpy.dtype(thing).name)
    return None


def _is_tensor(kind: type) -> bool:
    return any(str(base.__module__).partition(".")[0] in TENSOR_PACKAGES for base in kind.__mro__)


def _float(thing: Any, name: str) -> float:
    try:
        return float(thing)
    except (OverflowError, ValueError):
        raise WrongKind(f"`{name}` is a number too large to compare.") from None


def _key(key: object, name: str) -> str:
    if type(key) is not str:
        raise WrongKind(f"`{name}` is a dictionary with {kind_of(key)} as a key; its keys should be texts.")
    return key


def _array(array: numpy.ndarray[Any, Any], name: str, room: list[int]) -> numpy.ndarray[Any, Any]:
    if array.dtype.kind not in PLAIN_KINDS:
        raise WrongKind(
            f"`{name}` is an array of dtype {array.dtype}, which does not hold plain numbers. "
            "Do its rows have different lengths?"
        )
    if array.dtype.kind == "c":
        raise WrongKind(f"`{name}` holds complex numbers; real numbers were asked for.")
    room[0] -= array.size
    if room[0] < 0:
        raise WrongKind(f"`{name}` holds more than {MAX_ELEMENTS:,} values, which is too many to check.")
    return array


def _tensor(thing: Any, name: str, room: list[int]) -> numpy.ndarray[Any, Any]:
    try:
        array = numpy.array(thing.detach() if hasattr(thing, "detach") else thing.numpy())
    except Exception:
        raise WrongKind(
            f"`{name}` is {kind_of(thing)}; a number, a tensor or an array was asked for."
        ) from None
    return _array(array, name, room)
