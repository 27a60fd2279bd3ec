"""``ad.print``: values as TensorFlow prints them, without what they are made of."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from autodiff_lite.core.listeners import thread
from autodiff_lite.core.tensor import Operand, Tensor
from autodiff_lite.core.writing import postponed
from autodiff_lite.values.nested import flatten, pack_like


def print(  # TensorFlow's name for it
    *inputs: Any,
    output_stream: Any = None,
    summarize: int | None = 3,
    sep: str = " ",
    end: str = "\n",
    name: str | None = None,
) -> None:
    """Write values, tensors among them in any nesting, in one line, to the standard error.

    Args:
        inputs: what to print. Of each axis of a tensor longer than 2 `summarize` entries, so many of both
            ends.
        output_stream: ``sys.stderr`` (by default), ``sys.stdout``, a file that is open for writing, or
            ``"file://path"`` to add to a file.
        summarize: how many entries of both ends to show; -1 for all.
        sep: between two values.
        end: after the last.

    Does not disturb a tape: nothing is computed with what was printed.

    >>> import sys
    >>> ad.print("loss:", ad.constant(0.25), ad.range(9), output_stream=sys.stdout)
    loss: 0.25 [0 1 2 ... 6 7 8]
    """
    if thread.listeners:
        leaves = flatten(list(inputs))
        found = {place: leaf for place, leaf in enumerate(leaves) if type(leaf) is Tensor}

        def later(*values: Tensor) -> None:
            new = dict(zip(found, values, strict=True))
            shown = [new.get(place, leaf) for place, leaf in enumerate(leaves)]
            print(
                *pack_like(list(inputs), shown),
                output_stream=output_stream, summarize=summarize, sep=sep, end=end,
            )  # fmt: skip

        if postponed("print", later, list(found.values())):
            return
    ends = None if summarize is None or summarize < 0 else int(summarize)
    text = sep.join(x if isinstance(x, str) else _told(x, ends) for x in inputs) + end
    if isinstance(output_stream, str):
        scheme, _, path = output_stream.partition("://")
        if scheme != "file" or not path:
            raise ValueError(f"output_stream is a stream or 'file://path'; got {output_stream!r}")
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)
        return
    stream = sys.stderr if output_stream is None else output_stream
    if not hasattr(stream, "write"):
        raise ValueError(f"output_stream is a stream or 'file://path'; got {output_stream!r}")
    stream.write(text)
    stream.flush()


def _told(value: Any, ends: int | None) -> str:
    if isinstance(value, Operand):
        return _entries(value.array, ends, 0)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_told(v, ends)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_told(v, ends) for v in value) + "]"
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return "(" + ", ".join(_told(v, ends) for v in value) + ("," if len(value) == 1 else "") + ")"
    return repr(value)


def _entries(array: Any, ends: int | None, depth: int) -> str:
    """An array's entries; those of the last axis in a line, and one axis up a line for each of them."""
    if not array.ndim:
        return _number(array[()])
    parts = list(array)
    if ends is not None and len(parts) > 2 * ends:
        shown = [_entries(x, ends, depth + 1) for x in parts[:ends] + (parts[-ends:] if ends else [])]
        shown[ends:ends] = ["..."]
    else:
        shown = [_entries(x, ends, depth + 1) for x in parts]
    between = " " if array.ndim == 1 else "\n" * (array.ndim - 1) + " " * (depth + 1)
    return "[" + between.join(shown) + "]"


def _number(number: Any) -> str:
    """The fewest of two numbers of digits that give the number back, as C++ prints it."""
    kind = number.dtype.kind
    if kind != "f":
        return str(int(number))  # truth values are 1 and 0
    number = np.float32(number) if number.dtype.itemsize == 2 else number
    few, many = (15, 17) if number.dtype.itemsize == 8 else (6, 9)
    short = f"{number:.{few}g}"
    return short if number.dtype.type(short) == number or number != number else f"{number:.{many}g}"
