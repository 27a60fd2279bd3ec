"""Small GradientTape programs, and what TensorFlow answered to them.

A program is a few lines of code that use the module under test as `tf`. In a case file each begins with a
line
``#: name``. The names `out` and `out_...` are its answer: tensors and arrays by dtype, shape and value,
containers item
by item, None as None. If it raises, the answer is the exception's own name and those of its bases.

    python programs.py record operations.json *.txt     # with TensorFlow installed: asks it, writes its
    answers
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

TOLERANCE = {"float64": 1e-9, "float16": 2e-3}
SINGLE = 3e-5
"""What two float32 computations of one thing may differ by, relative to the larger (absolute below 1)."""


@dataclass(frozen=True)
class Case:
    """A program and the recorded answer to it."""

    name: str
    code: str
    answer: dict[str, Any]


def programs_in(path: Path) -> Iterator[tuple[str, str]]:
    """Names and programs of a case file."""
    for block in path.read_text().split("#: ")[1:]:
        name, code = block.split("\n", 1)
        yield name.strip(), code


def recorded(folder: Path) -> list[Case]:
    """The programs of a folder's case files with the answers in its recordings."""
    answers: dict[str, Any] = {}
    for path in sorted(folder.glob("*.json")):
        answers |= json.loads(path.read_text())["answers"]
    programs = [program for path in sorted(folder.glob("*.txt")) for program in programs_in(path)]
    return [Case(name, code, answers[name]) for name, code in programs]


def answer(code: str, module: ModuleType) -> dict[str, Any]:
    """What `module` answers to a program, as plain data."""
    scope: dict[str, Any] = {"tf": module, "__name__": "case"}
    try:
        exec(compile(code, "<case>", "exec"), scope)
    except Exception as error:
        ordinary = (object, BaseException, Exception)
        return {
            "raises": [c.__name__ for c in type(error).__mro__ if c not in ordinary],
            "message": str(error),
        }
    return {"out": {k: _described(v) for k, v in scope.items() if k == "out" or k.startswith("out_")}}


def agree(wanted: dict[str, Any], given: dict[str, Any]) -> bool:
    """Whether two answers are the same; of exceptions one common name is enough."""
    if "raises" in wanted or "raises" in given:
        return bool(set(wanted.get("raises", ())) & set(given.get("raises", ())))
    outs, found = wanted["out"], given["out"]
    return set(outs) == set(found) and all(_same(outs[k], found[k]) for k in outs)


def _described(value: Any) -> dict[str, Any]:
    if value is None:
        return {"none": True}
    if isinstance(value, bool | int | float | str) and not hasattr(value, "dtype"):
        return {"plain": value}
    if isinstance(value, list | tuple):
        return {"list": [_described(v) for v in value]}
    if isinstance(value, dict):
        return {"dict": {str(k): _described(v) for k, v in value.items()}}
    array = np.asarray(value.numpy() if hasattr(value, "numpy") else value)
    digits = 17 if array.dtype == np.float64 else 9
    values = [_number(x.item(), digits) for x in array.ravel()]
    return {"tensor": {"dtype": array.dtype.name, "shape": list(array.shape), "values": values}}


def _number(x: Any, digits: int) -> Any:
    if not isinstance(x, float):
        return x
    if math.isnan(x) or math.isinf(x):
        return str(x)
    return float(f"{x:.{digits}g}")


def _same(wanted: dict[str, Any], given: dict[str, Any]) -> bool:
    if set(wanted) != set(given):
        return False
    (kind,) = wanted
    a, b = wanted[kind], given[kind]
    if kind == "list":
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if kind == "dict":
        return set(a) == set(b) and all(_same(a[k], b[k]) for k in a)
    if kind == "tensor":
        if a["shape"] != b["shape"] or a["dtype"] != b["dtype"]:
            return False
        within = TOLERANCE.get(a["dtype"], SINGLE)
        return all(_close(x, y, within) for x, y in zip(a["values"], b["values"], strict=True))
    if kind == "plain" and isinstance(a, float):
        return _close(a, b, SINGLE)
    return bool(a == b)


def _close(a: Any, b: Any, within: float) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        return bool(a == b)
    return bool(abs(a - b) <= within * max(1.0, abs(a)))


def record(target: Path, files: Sequence[Path]) -> int:
    """Write TensorFlow's answers to the programs in `files`; returns how many there are."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow

    tensorflow.get_logger().setLevel("ERROR")
    lines = []
    for path in files:
        for name, code in programs_in(path):
            given = answer(code, tensorflow)
            given.pop("message", None)
            lines.append(f"{json.dumps(name)}:{json.dumps(given, separators=(',', ':'))}")
    head = json.dumps("tensorflow " + tensorflow.__version__)
    target.write_text(f'{{"reference": {head}, "answers": {{\n' + ",\n".join(lines) + "\n}}\n")
    return len(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("mode", choices=["record"])
    parser.add_argument("target", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    given = parser.parse_args()
    print(record(given.target, given.files), "recorded")
    sys.exit(0)
