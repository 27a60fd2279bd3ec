"""Plain data as JSON and raw buffers, read back without trusting whoever wrote it.

Nothing is evaluated or unpickled. Reading checks every type, bound and length, and makes arrays from copies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy

from graders.answers.interface import Plain, TensorArgument

MOST_VALUES = 1_000_000
DEEPEST = 24
LONGEST_TEXT = 200_000
MOST_DIGITS = 4000
MOST_DIMENSIONS = 32
ENGINE_DTYPES = ("bool", "int32", "int64", "float16", "float32", "float64")
ARRAY_TYPES = frozenset(
    ["|b1", "|i1", "|u1", *(f"<{kind}{size}" for kind in "iu" for size in (2, 4, 8)), "<f2", "<f4", "<f8"]
)


class NotPlain(Exception):
    """What came is not plain data in the form that `encode` writes, or is too large."""


def encode(thing: Any, buffers: list[bytes]) -> Any:
    """`thing` as JSON; the numbers of its arrays are appended to `buffers`.

    >>> encode([1, float("inf"), "a"], [])
    {'list': [{'int': '1'}, {'float': 'inf'}, 'a']}
    """
    if isinstance(thing, str):
        return _whole(thing)
    if thing is None or isinstance(thing, bool):
        return thing
    if isinstance(thing, int):
        if thing.bit_length() > 3 * MOST_DIGITS:
            raise NotPlain("a whole number with too many digits")
        return {"int": str(thing)}
    if isinstance(thing, float):
        return {"float": repr(float(thing))}
    if isinstance(thing, list | tuple):
        return {"list": [encode(item, buffers) for item in thing]}
    if isinstance(thing, dict):
        return {"dict": [[_whole(str(key)), encode(item, buffers)] for key, item in thing.items()]}
    if isinstance(thing, numpy.generic):
        return encode(thing.item(), buffers)
    if isinstance(thing, numpy.ndarray):
        return _encode_array(thing, buffers)
    if isinstance(thing, TensorArgument):
        value = encode(thing.value, buffers)
        return {"tensor": value, "dtype": thing.dtype, "variable": thing.variable}
    raise NotPlain(f"an object of type {type(thing).__name__}")


def _encode_array(array: numpy.ndarray[Any, Any], buffers: list[bytes]) -> Any:
    if array.dtype.kind in "US":
        texts = [
            item.decode("latin-1") if isinstance(item, bytes) else item for item in array.ravel().tolist()
        ]
        return {"texts": [_whole(text) for text in texts], "shape": list(array.shape)}
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        array = array.astype("<f8")
    little = array.astype(array.dtype.newbyteorder("<"))
    if little.dtype.str not in ARRAY_TYPES:
        raise NotPlain(f"an array of dtype {array.dtype}")
    buffers.append(little.tobytes())
    return {"array": little.dtype.str, "shape": list(array.shape), "buffer": len(buffers) - 1}


def _whole(text: str) -> str:
    """The text, when a message or a file can hold it. Raises NotPlain for halves of letters (surrogates)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NotPlain("a text with halves of letters") from None
    return text


def decode(form: Any, buffers: Sequence[Any] = ()) -> Plain:
    """The plain data that `encode` wrote. Raises NotPlain for anything else, whoever made it.

    >>> decode({"list": [{"int": "1"}, {"float": "inf"}, "a"]})
    [1, inf, 'a']
    """
    return _Reader(buffers).read(form, DEEPEST)  # type: ignore[no-any-return]  # no tensor can be in it


def decode_argument(form: Any, buffers: Sequence[Any]) -> Any:
    """An argument of a call: plain data, or a TensorArgument."""
    if isinstance(form, dict) and "tensor" in form:
        dtype, variable = form.get("dtype"), form.get("variable")
        if dtype not in ENGINE_DTYPES or not isinstance(variable, bool):
            raise NotPlain(f"a tensor of dtype {str(dtype)[:40]!r}")
        return TensorArgument(decode(form["tensor"], buffers), dtype, variable)
    return decode(form, buffers)


class _Reader:
    def __init__(self, buffers: Sequence[Any]) -> None:
        self._buffers = buffers
        self._room = MOST_VALUES

    def read(self, form: Any, depth: int) -> Any:
        self._take(1)
        if depth < 0:
            raise NotPlain(f"lists inside lists more than {DEEPEST} deep")
        if form is None or isinstance(form, bool):
            return form
        if isinstance(form, str):
            return self._text(form)
        if not isinstance(form, dict):
            raise NotPlain(f"a bare JSON {type(form).__name__}")
        match form:
            case {"int": str(digits)} if len(form) == 1 and len(digits) <= MOST_DIGITS:
                return self._number(int, digits)
            case {"float": str(digits)} if len(form) == 1 and len(digits) <= 32:
                return self._number(float, digits)
            case {"list": list(items)} if len(form) == 1:
                return [self.read(item, depth - 1) for item in items]
            case {"dict": list(pairs)} if len(form) == 1:
                return dict(self._pair(pair, depth) for pair in pairs)
            case {"array": str(dtype), "shape": list(shape), "buffer": int(index)} if len(form) == 3:
                return self._array(dtype, self._shape(shape), index)
            case {"texts": list(texts), "shape": list(shape)} if len(form) == 2:
                return self._texts(texts, self._shape(shape))
        raise NotPlain("a JSON object that is no value")

    def _take(self, count: int) -> None:
        self._room -= count
        if self._room < 0:
            raise NotPlain(f"more than {MOST_VALUES:,} values")

    def _text(self, text: Any) -> str:
        if not isinstance(text, str) or len(text) > LONGEST_TEXT:
            raise NotPlain(f"no text, or one longer than {LONGEST_TEXT:,} characters")
        return _whole(text)

    def _number(self, kind: type[int] | type[float], digits: str) -> int | float:
        try:
            return kind(digits)
        except ValueError:
            raise NotPlain(f"{digits[:40]!r} is no {kind.__name__}") from None

    def _pair(self, pair: Any, depth: int) -> tuple[str, Any]:
        if not isinstance(pair, list) or len(pair) != 2:
            raise NotPlain("an entry of a dict that is no pair")
        return self._text(pair[0]), self.read(pair[1], depth - 1)

    def _shape(self, shape: list[Any]) -> tuple[int, ...]:
        fits = len(shape) <= MOST_DIMENSIONS and all(
            type(size) is int and 0 <= size <= MOST_VALUES for size in shape
        )
        if not fits:
            raise NotPlain("an array with an impossible shape")
        self._take(math.prod(shape))
        return tuple(shape)

    def _array(self, dtype: str, shape: tuple[int, ...], index: int) -> numpy.ndarray[Any, Any]:
        if dtype not in ARRAY_TYPES:
            raise NotPlain(f"an array of type {dtype[:40]!r}")
        if isinstance(index, bool) or not 0 <= index < len(self._buffers):
            raise NotPlain("an array without its numbers")
        raw = bytes(self._buffers[index])
        if len(raw) != math.prod(shape) * numpy.dtype(dtype).itemsize:
            raise NotPlain("an array whose shape does not fit its numbers")
        if dtype == "|b1":  # a boolean's byte other than 0 and 1 would be neither true nor false
            raw = bytes(map(bool, raw))
        array: numpy.ndarray[Any, Any] = numpy.frombuffer(raw, dtype).reshape(shape)
        return array.copy()

    def _texts(self, texts: list[Any], shape: tuple[int, ...]) -> numpy.ndarray[Any, Any]:
        if len(texts) != math.prod(shape):
            raise NotPlain("an array whose shape does not fit its texts")
        words = [self._text(text) for text in texts]
        longest = max((len(word) for word in words), default=1)
        if longest * len(words) > MOST_VALUES:  # an array gives every text the room of the longest
            raise NotPlain("an array with too long texts")
        array: numpy.ndarray[Any, Any] = numpy.array(words, dtype=f"<U{max(longest, 1)}")
        return array.reshape(shape)
