"""Plain data as JSON and raw buffers, read back without trusting whoever wrote it.

Nothing is evaluated or unpickled. Reading checks every type, bound and length, and makes arrays from copies.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy

from graders.answers.interface import Plain, TensorArgument

MOST_VALUES = 1_000_000
MOST_BYTES = 12 * 2**20
"""In one answer; a message may be somewhat larger."""
TOO_MUCH = "TooMuch"
"""What a kernel answers where several variables hold more together than one message does."""
MOST_PARTS = 400_000
"""JSON objects and lists in one answer: as objects of Python, a few bytes of JSON can take a hundred."""
VALUE_BYTES = 14
"""About what a value takes in JSON beside its text: names, brackets, commas."""
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

    Raises NotPlain for what is no plain data, and for more of it than `decode` reads or a message holds: a
    kernel says so in place of an answer that would end the connection to it.

    >>> encode([1, float("inf"), "a"], [])
    {'list': [{'int': '1'}, {'float': 'inf'}, 'a']}
    """
    return _Writer(buffers).write(thing, DEEPEST)


class _Writer:
    def __init__(self, buffers: list[bytes]) -> None:
        self._buffers = buffers
        self._values, self._parts, self._bytes = MOST_VALUES, MOST_PARTS, MOST_BYTES

    def write(self, thing: Any, depth: int) -> Any:
        self._take(values=1, parts=1)
        if depth < 0:
            raise NotPlain(f"lists inside lists more than {DEEPEST} deep")
        if isinstance(thing, str):
            return self._text(thing)
        if thing is None or isinstance(thing, bool):
            return thing
        if isinstance(thing, int):
            if thing.bit_length() > 3 * MOST_DIGITS:
                raise NotPlain("a whole number with too many digits")
            return {"int": self._text(str(thing))}
        if isinstance(thing, float):
            return {"float": repr(float(thing))}
        if isinstance(thing, list | tuple | dict):
            return self._several(thing, depth)
        if isinstance(thing, numpy.generic):
            return self.write(thing.item(), depth)
        if isinstance(thing, numpy.ndarray):
            return self._array(thing)
        if isinstance(thing, TensorArgument):
            value = self.write(thing.value, depth)
            return {"tensor": value, "dtype": thing.dtype, "variable": thing.variable}
        raise NotPlain(f"an object of type {type(thing).__name__}")

    def _several(self, things: Any, depth: int) -> Any:
        self._take(parts=1)
        if isinstance(things, dict):
            return {"dict": [self._pair(key, item, depth) for key, item in things.items()]}
        return {"list": [self.write(item, depth - 1) for item in things]}

    def _take(self, *, values: int = 0, parts: int = 0, count: int = 0) -> None:
        self._values -= values
        self._parts -= parts
        self._bytes -= count + VALUE_BYTES * parts
        if self._values < 0 or self._parts < 0:
            raise NotPlain("too many values")
        if self._bytes < 0:
            raise NotPlain(f"more than {MOST_BYTES // 2**20} MiB")

    def _pair(self, key: Any, item: Any, depth: int) -> list[Any]:
        self._take(parts=1)
        return [self._text(str(key)), self.write(item, depth - 1)]

    def _text(self, text: str) -> str:
        if len(text) > LONGEST_TEXT:
            raise NotPlain(f"a text longer than {LONGEST_TEXT:,} characters")
        self._take(count=len(json.dumps(_whole(text), ensure_ascii=False).encode()))
        return text

    def _array(self, array: numpy.ndarray[Any, Any]) -> Any:
        self._take(values=array.size, parts=1)
        if array.dtype.kind in "US":
            texts = [
                item.decode("latin-1") if isinstance(item, bytes) else item for item in array.ravel().tolist()
            ]
            return {"texts": [self._text(text) for text in texts], "shape": list(array.shape)}
        if array.dtype.kind == "f" and array.dtype.itemsize > 8:
            array = array.astype("<f8")
        little = array.astype(array.dtype.newbyteorder("<"))
        if little.dtype.str not in ARRAY_TYPES:
            raise NotPlain(f"an array of dtype {array.dtype}")
        self._take(count=little.nbytes)
        self._buffers.append(little.tobytes())
        return {"array": little.dtype.str, "shape": list(array.shape), "buffer": len(self._buffers) - 1}


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
