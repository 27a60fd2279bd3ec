"""Reading a number (or an array of them) from an answer, and comparing it with what is expected.

Shared by all checks, so that every question takes the same forms of a right answer: whole numbers, floats,
fractions, NumPy numbers, tensors, one-element lists, rounded numbers. Other things are named in words.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy
from numpy.typing import ArrayLike, NDArray

from graders.answers.interface import Plain
from graders.answers.plain import DOTS, kind_of

RELATIVE = 1e-4
"""Room for arithmetic in single precision, and for a finite difference that was made with care."""

ABSOLUTE = 1e-6
"""Room at zero, in units of the largest expected entry: what single precision leaves of a difference."""

ROUNDED = 0.015
MOST_SHAPES = 5
CUT_OFF = 0.001
COARSE = 0.06
LONGEST_WHOLE = 1e9
DECIMAL_POINT = "For one number with decimals, Python writes a point: 13.5, not 13,5."

Kind = Literal["equal", "rounded", "different", "not a number", "none", "not finite", "wrong shape"]


@dataclass(frozen=True)
class Comparison:
    """How a given value stands to the expected one. `given` is an array wherever numbers could be read."""

    kind: Kind
    given: NDArray[numpy.float64] | None
    feedback: str

    @property
    def equal(self) -> bool:
        """Right, as it is or rounded."""
        return self.kind in ("equal", "rounded")

    @property
    def readable(self) -> bool:
        """Finite numbers in the expected shape, right or wrong."""
        return self.kind in ("equal", "rounded", "different")


def compare(
    value: Plain,
    expected: ArrayLike,
    *,
    name: str,
    relative: float = RELATIVE,
    absolute: float = ABSOLUTE,
    rounding: bool = True,
) -> Comparison:
    """Compare an answer with the expected number or array. Never raises for what a student can give.

    A number is expected as a scalar; then one-element lists and arrays are taken too. An array's shape must
    be the expected one. `relative` is the tolerance of each entry, `absolute` the one at zero relative to the
    largest expected entry. With `rounding`, a number rounded to two decimals or three digits is right.

    >>> compare([13], 13.0, name="slope").kind
    'equal'
    >>> compare(0.33, 1 / 3, name="third").kind
    'rounded'
    >>> compare(203_520, 203_530, name="weights").kind, compare(203_520, 203_530.0, name="metres").kind
    ('different', 'equal')
    >>> print(compare("13", 13.0, name="slope").feedback)
    `slope` is the text '13', not a number. Take the quotation marks away.
    """
    wanted = numpy.asarray(expected, dtype=numpy.float64)
    given, problem = read_numbers(value, name)
    if given is None:
        return Comparison("none" if _has_none(value) else "not a number", None, problem)
    if wanted.ndim == 0 and given.size == 1:
        given = given.reshape(())
    if given.shape != wanted.shape:
        words = _wrong_shape(name, given.shape, wanted.shape)
        if not wanted.shape and decimal_comma(value):
            words += f" {DECIMAL_POINT}"
        return Comparison("wrong shape", given, words)
    if not numpy.isfinite(given).all():
        return Comparison("not finite", given, _not_finite(name, given))
    scale = float(numpy.max(numpy.abs(wanted), initial=0.0))
    tolerance = relative * numpy.abs(wanted) + absolute * (scale or 1.0)
    near = numpy.abs(given - wanted) <= tolerance
    if numpy.asarray(expected).dtype.kind in "iu" and (given == numpy.round(given)).all():
        near, rounding = given == wanted, False
    if near.all():
        return Comparison("equal", given, "")
    pairs = zip(given.ravel().tolist(), wanted.ravel().tolist(), near.ravel().tolist(), strict=True)
    if rounding and all(fits or is_rounded(one, other) for one, other, fits in pairs):
        return Comparison("rounded", given, "")
    coarse = rounding and given.ndim == 0 and _is_coarse(float(given), float(wanted))
    why = " It is close: give it to at least three digits, rounded." if coarse else ""
    return Comparison("different", given, _different(name, given, near) + why)


def read_numbers(value: Plain, name: str) -> tuple[NDArray[numpy.float64] | None, str]:
    """The numbers in a plain value as a float64 array, or None and a sentence on what was there.

    >>> read_numbers([1, 2.5], "pair")[0]
    array([1. , 2.5])
    >>> read_numbers(True, "slope")[1]
    '`slope` is True. A boolean is not a number.'
    """
    if value is None:
        return None, (
            f"`{name}` is None. A tape gives None when the source is a whole number, when it was not "
            "watched, or when the target does not depend on the source. A function without `return` gives "
            "None too."
        )
    if isinstance(value, bool):
        return None, f"`{name}` is {value}. A boolean is not a number."
    if isinstance(value, str):
        if value == DOTS:
            return None, f"`{name}` is still `...`. Put your answer in its place."
        if _is_numeral(value.replace(",", ".", 1).removesuffix("%")):
            return None, f"`{name}` is the text {value!r}, not a number. {_as_a_number(value, name)}"
        return None, f"`{name}` is a text. A number was asked for."
    if isinstance(value, dict):
        return None, f"`{name}` is a dictionary. A number was asked for."
    if isinstance(value, list):
        return _read_list(value, name)
    if isinstance(value, int | float):
        try:
            return numpy.asarray(float(value)), ""
        except OverflowError:
            return None, f"`{name}` is a number too large to compare."
    if value.dtype.kind == "b":
        return None, f"`{name}` holds booleans. Numbers were asked for."
    if value.dtype.kind not in "iuf":
        return None, f"`{name}` is an array of dtype {value.dtype}. Numbers were asked for."
    return value.astype(numpy.float64), ""


def _read_list(value: list[Any], name: str) -> tuple[NDArray[numpy.float64] | None, str]:
    parts = []
    for index, item in enumerate(value):
        numbers, problem = read_numbers(item, f"{name}[{index}]")
        if numbers is None:
            return None, problem
        parts.append(numbers)
    shapes = {part.shape for part in parts}
    if len(shapes) > 1:
        some = sorted(map(_shape, shapes))[:MOST_SHAPES]
        more = ", ..." if len(shapes) > MOST_SHAPES else ""
        return None, f"The entries of `{name}` have different shapes: {_list(some)}{more}."
    return (numpy.stack(parts) if parts else numpy.zeros(0)), ""


def is_rounded(given: float, expected: float) -> bool:
    """Whether `given` is `expected` rounded to the digits given: two decimals or three digits at least.

    Four digits that were cut off and not rounded are taken as well.

    >>> is_rounded(0.67, 2 / 3), is_rounded(0.7, 2 / 3), is_rounded(3.141, 3.14159265), is_rounded(102, 101.9)
    (True, False, True, True)
    >>> is_rounded(float(numpy.float32(5.42)), 5.41926)
    True
    """
    if expected == 0 or not math.isfinite(given) or abs(given - expected) > ROUNDED * abs(expected):
        return False
    single = numpy.float32(given)  # 5.42 in a tensor is 5.420000076 for a float
    text = str(single) if float(single) == given else repr(float(given))
    if "e" in text:
        mantissa, exponent = text.split("e")
        decimals = len(mantissa.partition(".")[2]) - int(exponent)
    else:
        decimals = len(text.partition(".")[2].rstrip("0"))
    digits = len(text.partition("e")[0].replace(".", "").lstrip("-0").rstrip("0"))
    if decimals < 2 and digits < 3:
        return False
    unit = 10.0**-decimals
    slack = 1e-9 * abs(expected)
    if abs(given - expected) <= unit / 2 + slack:
        return True
    cut = abs(expected) - abs(given)
    return digits >= 4 and 0 <= cut <= min(unit, CUT_OFF * abs(expected)) + slack


def _is_coarse(given: float, expected: float) -> bool:
    """Whether `given` is `expected` rounded or cut off, to fewer digits than are taken."""
    if abs(given - expected) > COARSE * abs(expected):
        return False
    shorter = (round(expected, digits) for digits in range(4))
    cut = (math.trunc(expected * 10**digits) / 10**digits for digits in range(3))
    return any(abs(each - given) <= 1e-9 * abs(given) for each in (*shorter, *cut))


def compare_choice(value: Plain, expected: Any, choices: Sequence[Any], *, name: str) -> Comparison:
    """Compare an answer with one of a few choices. Case and the number of spaces of a text do not count.

    >>> compare_choice(" Increasing ", "increasing", ["increasing", "decreasing"], name="trend").kind
    'equal'
    >>> print(compare_choice("up", "increasing", ["increasing", "decreasing"], name="trend").feedback)
    `trend` is 'up', which is not one of the choices. Choose one of 'increasing', 'decreasing'.
    """
    options = _list([repr(choice) for choice in choices])
    if all(isinstance(choice, str) for choice in choices):
        if not isinstance(value, str):
            return Comparison("not a number", None, f"`{name}` is {kind_of(value)}. Choose one of {options}.")
        texts = {_folded(choice): choice for choice in choices}
        chosen = _folded(value)
        if chosen == _folded(str(expected)):
            return Comparison("equal", None, "")
        if chosen in texts:
            return Comparison(
                "different", None, f"`{name}` is {value.strip()!r}, which is not the right choice."
            )
        near = difflib.get_close_matches(chosen, texts, n=1, cutoff=0.7)
        meant = f" Did you mean {texts[near[0]]!r}?" if near else ""
        return Comparison(
            "not a number",
            None,
            f"`{name}` is {value[:60]!r}, which is not one of the choices.{meant} Choose one of {options}.",
        )
    result = compare(value, expected, name=name, rounding=False)
    if result.kind == "wrong shape" and result.given is not None:
        many = f"{result.given.size} numbers" if result.given.size else "an empty list"
        return Comparison("wrong shape", result.given, f"`{name}` holds {many}. Choose one of {options}.")
    if result.kind != "different" or any(
        compare(value, choice, name=name, rounding=False).equal for choice in choices
    ):
        return result
    return Comparison(
        "different", result.given, f"`{name}` is not one of the choices. Choose one of {options}."
    )


def _folded(text: str) -> str:
    """A text in which neither case nor the number of blanks counts."""
    return " ".join(text.split()).casefold()


def show(number: float) -> str:
    """A number as a student would write it.

    >>> show(13.0), show(0.30000001192092896), show(6512960.0), show(1e20)
    ('13', '0.3', '6512960', '1e+20')
    """
    if abs(number) < LONGEST_WHOLE and number == int(number):
        return str(int(number))
    return f"{number:.6g}"


def _different(name: str, given: NDArray[numpy.float64], near: NDArray[numpy.bool_]) -> str:
    if given.ndim == 0:
        return f"`{name}` is {show(float(given))}, which is not the right number."
    first = tuple(int(index) for index in numpy.argwhere(~near)[0])
    place = ", ".join(map(str, first))
    wrong = int((~near).sum())
    return (
        f"{wrong} of {near.size} entries of `{name}` {'is' if wrong == 1 else 'are'} not right; "
        f"the first is `{name}[{place}]`, which is {show(float(given[first]))}."
    )


def _not_finite(name: str, given: NDArray[numpy.float64]) -> str:
    if numpy.isnan(given).any():
        what = "is" if given.ndim == 0 else "holds"
        return (
            f"`{name}` {what} NaN, which means 'not a number'. It comes from steps such as 0/0, "
            "log of a negative number, or infinity minus infinity."
        )
    what = "is" if given.ndim == 0 else "holds"
    return f"`{name}` {what} infinity. It comes from steps such as 1/0 or log(0), or from too large a number."


def _wrong_shape(name: str, given: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    if not wanted:
        return f"`{name}` has shape {_shape(given)}; a single number was asked for."
    if not given:
        return f"`{name}` is a single number; an array of shape {_shape(wanted)} was asked for."
    return f"`{name}` has shape {_shape(given)}; shape {_shape(wanted)} was asked for."


def _shape(shape: tuple[int, ...]) -> str:
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def _list(words: Sequence[str]) -> str:
    return ", ".join(words)


def _is_numeral(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def decimal_comma(value: Plain) -> bool:
    """Whether a list may be what Python made of a number with a comma, such as 13,5."""
    if not isinstance(value, list) or len(value) != 2:
        return False
    first, second = value
    return type(first) is int and type(second) is int and second >= 0


def _as_a_number(text: str, name: str) -> str:
    """What to do with a text that looks like a number. `name` is a call where a function gave it."""
    if name.endswith(")"):
        return "Give the number itself back, without `str` and without quotation marks."
    if text.endswith("%"):
        return "Take the quotation marks and the % away."
    if "," in text:
        return "Take the quotation marks away, and write a point for the comma."
    return "Take the quotation marks away."


def _has_none(value: Plain) -> bool:
    return value is None or (isinstance(value, list) and any(_has_none(item) for item in value))
