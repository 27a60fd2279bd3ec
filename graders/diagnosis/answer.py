"""Reading a student's answer, with as many digits as it shows, and saying how well a number fits it.

A number may be whole, a fraction, a float of any precision, a tensor, or a text such as "0.58" or "3/4".
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MANY_DIGITS = 6
"""From so many significant digits on an answer counts as unrounded."""

SINGLE_PRECISION = 2e-6
WHOLE_DIGITS = 3
LEAST_DIGITS = 2
CHANCE_OF_DECIMALS = {0: 0.03, 1: 0.12, 2: 0.4, 3: 0.3, 4: 0.1, 5: 0.05}
"""How often an answer that is rounded has so many decimals."""


class Unreadable(ValueError):
    """The answer holds no numbers; str() of it is a sentence for the student."""


@dataclass(frozen=True)
class Given:
    """An answer: its numbers, the decimals that each shows (None: all its digits), in the shape given."""

    values: Array
    decimals: tuple[int | None, ...]

    @property
    def flat(self) -> Array:
        return self.values.ravel()

    @property
    def most(self) -> int:
        """The most decimals that a rounded entry shows."""
        return max((d for d in self.decimals if d is not None), default=0)

    @property
    def digits(self) -> int:
        """The most significant digits that a rounded entry shows; zeros at its end count for nothing."""
        return max(
            (
                _significant(value)
                for value, shown in zip(self.flat.tolist(), self.decimals, strict=True)
                if shown is not None
            ),
            default=0,
        )

    def by_digits(self) -> Given:
        """The same numbers, as if every entry were rounded to equally many significant digits."""
        most = self.digits
        shown = [
            None if d is None else most - 1 - math.floor(math.log10(abs(v))) if v else d
            for v, d in zip(self.flat.tolist(), self.decimals, strict=True)
        ]
        return Given(self.values, tuple(shown))

    def unit(self, index: int) -> float:
        """How far apart two numbers are that would be written like entry `index`."""
        decimals = self.decimals[index]
        if decimals is None:
            return 2 * SINGLE_PRECISION * max(abs(float(self.flat[index])), 1e-6)
        return max(float(10.0**-decimals), 1e-300)

    def tolerance(self, index: int) -> float:
        """How far a number may be from entry `index` and still be it, rounded as shown."""
        value, decimals = abs(float(self.flat[index])), self.decimals[index]
        single = SINGLE_PRECISION * value if decimals is None else 1e-9 * value
        return max(single, 1e-12) if decimals is None else 0.5 * 10.0**-decimals * (1 + 1e-6) + single


def _significant(value: float) -> int:
    """How many significant digits a number has as it is written, zeros at its end not counted."""
    return len(repr(abs(value)).partition("e")[0].replace(".", "").strip("0"))


def read_answer(answer: Any) -> Given:
    """The numbers of an answer. Raises Unreadable with a sentence on what was there."""
    values, decimals = _read(answer, 0)
    return Given(np.asarray(values, dtype=np.float64), tuple(decimals))


def _read(answer: Any, depth: int) -> tuple[Any, list[int | None]]:
    if depth > 8:
        raise Unreadable("The answer is a list inside lists, too deep to read.")
    if answer is None:
        raise Unreadable(
            "The answer is None. A tape gives None when the target does not depend on the source."
        )
    if isinstance(answer, bool | np.bool_):
        raise Unreadable(f"The answer is {answer}, which is not a number.")
    if isinstance(answer, str):
        return _text(answer)
    if isinstance(answer, complex | np.complexfloating) and not answer.imag:
        answer = answer.real
    if isinstance(answer, Fraction | Decimal | int | np.integer | float | np.floating):
        return _number(answer)
    if isinstance(answer, list | tuple):
        parts = [_read(item, depth + 1) for item in answer]
        shapes = {np.shape(value) for value, _ in parts}
        if len(shapes) > 1:
            flat = [x for value, _ in parts for x in np.ravel(value)]
            return flat, [d for _, decimals in parts for d in decimals]
        return [value for value, _ in parts], [d for _, decimals in parts for d in decimals]
    return _array(answer)


def _array(answer: Any) -> tuple[Any, list[int | None]]:
    """Arrays, and what gives one: tensors and variables."""
    if not isinstance(answer, np.ndarray):
        kind = type(answer)
        if not any(
            str(base.__module__).partition(".")[0] in ("autodiff_lite", "tensorflow", "torch")
            for base in kind.__mro__
        ):
            raise Unreadable(
                f"The answer is an object of type {kind.__name__}; a number, a list or a tensor is needed."
            )
        try:
            answer = np.asarray(answer.detach() if hasattr(answer, "detach") else answer.numpy())
        except Exception:
            raise Unreadable(
                f"The answer is an object of type {kind.__name__} that holds no numbers."
            ) from None
    if answer.dtype.kind == "O":
        return _read(answer.tolist(), 0)
    if answer.dtype.kind not in "iuf":
        raise Unreadable(f"The answer is an array of dtype {answer.dtype}; numbers were asked for.")
    parts = [_number(x) for x in answer.ravel()]
    return np.array([value for value, _ in parts]).reshape(answer.shape), [
        d for _, found in parts for d in found
    ]


def _text(text: str) -> tuple[float, list[int | None]]:
    """A number written as text: a decimal point or comma, a fraction, an exponent."""
    tidy = text.strip().replace("−", "-").replace(" ", "")
    if re.fullmatch(r"[-+]?\d+,\d+", tidy):
        tidy = tidy.replace(",", ".")
    try:
        if "/" in tidy:
            return float(Fraction(tidy)), [None]
        if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", tidy):
            raise ValueError
        number = Decimal(tidy)
    except (ValueError, ZeroDivisionError, InvalidOperation):
        raise Unreadable(f"The answer is the text {text[:40]!r}, which is not a number.") from None
    return _number(number)


def _number(number: Any) -> tuple[float, list[int | None]]:
    try:
        value = float(number)
    except (OverflowError, ValueError):
        raise Unreadable("The answer is a number too large to compare.") from None
    if not math.isfinite(value):
        raise Unreadable(f"The answer is {value}, which is not a finite number.")
    if isinstance(number, Fraction):
        return value, [None if number.denominator > 1 else 0]
    if isinstance(number, Decimal):
        _, digits, exponent = number.as_tuple()
        return value, [None if len(digits) >= MANY_DIGITS + 1 else max(-int(exponent), 0)]
    # str() of a number in single precision shows the digits that it has there.
    shown = Decimal(str(number)).normalize()
    _, digits, exponent = shown.as_tuple()
    return value, [None if len(digits) > MANY_DIGITS else max(-int(exponent), 0)]


def fit(given: Given, candidate: Array) -> float:
    """How likely someone whose result is `candidate` writes this answer: 0 where it does not fit, up to 1.

    The entries of an array are rounded to equally many decimals, or to equally many significant digits.
    """
    flat = np.asarray(candidate, dtype=np.float64).ravel()
    if flat.size != given.flat.size or not np.isfinite(flat).all():
        return 0.0
    likely = _fit_all(given, flat, given.most)
    if not likely and flat.size > 1 and given.digits >= LEAST_DIGITS:
        likely = _fit_all(given.by_digits(), flat, None)
    return likely


def _fit_all(given: Given, flat: Array, most: int | None) -> float:
    likely = 1.0
    for index, number in enumerate(flat.tolist()):
        likely = min(likely, _fit_one(given, index, number, most))
        if not likely:
            break
    return likely


def _fit_one(given: Given, index: int, number: float, most: int | None) -> float:
    value, shown = float(given.flat[index]), given.decimals[index]
    if abs(number - value) <= 1e-9 * max(abs(number), abs(value)) + 1e-12:
        return 1.0
    if shown is None:
        return 0.9 if abs(number - value) <= given.tolerance(index) else 0.0
    decimals = shown if most is None or given.flat.size == 1 else max(shown, most)
    if abs(number - value) > 0.5 * 10.0**-decimals * (1 + 1e-6) + 1e-9 * abs(value):
        return 0.0
    # A whole number of one or two digits is no rounding: who has 3.32 does not write 3.
    if (decimals <= 0 and abs(value) < 10 ** (WHOLE_DIGITS - 1)) or (value == 0 and number):
        return 0.0
    return min(
        0.95,
        sum(
            chance
            for more, chance in CHANCE_OF_DECIMALS.items()
            if more >= decimals and abs(number - value) <= 0.5 * 10.0**-more * (1 + 1e-6)
        )
        or 0.05,
    )


COARSEST = 0.2
"""A rounded answer may be so far off."""

NEAR = 1e-4
CUT_DIGITS = 3
CLEAR_DIGITS = 4
"""From so many digits on, a rounded answer that is the right one is right, whatever else is near.

Zeros at its end that the right number has too are digits, shown or not.
"""

State = Literal["exact", "near", "coarse", ""]


def is_right(given: Given, right: Array, whole: bool = False) -> State:
    """Whether the answer is right: exactly, near (rounded, cut off, a careful difference), or coarsely.

    Coarse are fewer than four digits: a mistake that gives just these digits is then the better reading.
    With `whole`, numbers rounded to whole ones are right too.
    """
    flat = np.asarray(right, dtype=np.float64).ravel()
    if flat.size != given.flat.size or np.squeeze(given.values).shape != np.squeeze(right).shape:
        return ""
    gap, scale = np.abs(given.flat - flat), float(np.max(np.abs(flat), initial=0.0)) or 1.0
    if (gap <= SINGLE_PRECISION * np.abs(flat) + 1e-7 * scale).all():
        return "exact"
    state = _all_right(given, flat, scale, whole)
    if not state and flat.size > 1 and given.digits >= LEAST_DIGITS:
        state = _all_right(given.by_digits(), flat, scale, whole=given.most > 0)
    return state


def _all_right(given: Given, flat: Array, scale: float, whole: bool) -> State:
    worst: State = "near"
    for index, number in enumerate(flat.tolist()):
        state = _entry_right(given, index, number, scale, whole)
        if not state:
            return ""
        worst = state if state == "coarse" else worst
    return worst


def _entry_right(given: Given, index: int, number: float, scale: float, whole: bool) -> State:
    value, shown = float(given.flat[index]), given.decimals[index]
    gap = abs(value - number)
    if gap <= NEAR * abs(number) + 1e-6 * scale:
        return "near"
    if shown is None:
        return ""
    digits, unit = _significant(value), 10.0**-shown
    if shown <= 0 and abs(value) < 10 ** (WHOLE_DIGITS - 1) and not whole:
        unit = 0.1  # 3.0 is a rounding to one decimal, 3 is none of 3.32
    if shown == 0 and digits >= CUT_DIGITS:  # 12300 for 12345
        unit = 10.0 ** (math.floor(math.log10(abs(value))) + 1 - digits)
    cut_off = digits >= CUT_DIGITS and 0 <= abs(number) - abs(value) < unit and gap <= 0.005 * abs(number)
    if cut_off or (gap <= 0.5 * unit * (1 + 1e-6) and gap <= COARSEST * abs(number)):
        return "near" if max(digits, _agreed(value, gap, shown)) >= CLEAR_DIGITS else "coarse"
    return ""


def _agreed(value: float, gap: float, shown: int) -> int:
    """To how many digits a value is the right number, rounded: of 135 for 135.0196 they are four, 135.0."""
    decimals = shown - 1
    while decimals < CLEAR_DIGITS + shown and gap <= 0.5 * 10.0 ** -(decimals + 1) * (1 + 1e-6):
        decimals += 1
    return math.floor(math.log10(abs(value))) + 1 + decimals if value and decimals >= shown else 0
