"""Plain data survives the way between kernel and grader, and nothing else comes through."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import hypothesis.extra.numpy as arrays
import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as some

from graders.answers import wire
from graders.answers.interface import TensorArgument

DTYPES = [numpy.dtype(name) for name in sorted(wire.ARRAY_TYPES)]
NUMBERS = some.one_of(some.none(), some.booleans(), some.integers(), some.floats(), some.text(max_size=20))
ARRAYS = some.sampled_from(DTYPES).flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, min_side=0))
)
PLAIN = some.recursive(
    NUMBERS | ARRAYS,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=10),
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(
            some.sampled_from(
                ["int", "float", "list", "dict", "array", "shape", "buffer", "texts", "tensor", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


def there_and_back(thing: Any) -> Any:
    buffers: list[bytes] = []
    form = wire.encode(thing, buffers)
    return wire.decode(json.loads(json.dumps(form, allow_nan=False)), buffers)


def same(one: Any, two: Any) -> bool:
    if isinstance(one, numpy.ndarray):
        return one.dtype == two.dtype and one.shape == two.shape and one.tobytes() == two.tobytes()
    if isinstance(one, float):
        return type(two) is float and (one == two or (one != one and two != two))
    if isinstance(one, list):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, dict):
        return list(one) == list(two) and all(same(one[key], two[key]) for key in one)
    return type(one) is type(two) and one == two


@given(PLAIN)
def test_plain_data_comes_back_as_it_went(thing: Any):
    assert same(thing, there_and_back(thing))


def test_texts_in_an_array_come_back():
    words = numpy.array([["a", "bcd"], ["", "é"]])
    assert there_and_back(words).tolist() == words.tolist()


def test_an_array_comes_back_as_a_copy_that_may_be_written():
    assert there_and_back(numpy.zeros(3)).flags.writeable


@given(JSON, some.lists(some.binary(max_size=16), max_size=2))
def test_any_json_is_read_as_plain_data_or_refused(form: Any, buffers: list[bytes]):
    with contextlib.suppress(wire.NotPlain):
        there_and_back(wire.decode(form, buffers))


@pytest.mark.parametrize(
    "form",
    [
        {"array": "<f8", "shape": [2], "buffer": 0},
        {"array": "<f8", "shape": [-1], "buffer": 0},
        {"array": "<f8", "shape": [True], "buffer": 0},
        {"array": "<f8", "shape": [1], "buffer": 1},
        {"array": "<f8", "shape": [1], "buffer": -1},
        {"array": "|O", "shape": [1], "buffer": 0},
        {"array": "<c16", "shape": [1], "buffer": 0},
        {"array": "<f8", "shape": [10**9, 0], "buffer": 0},
        {"array": "<f8", "shape": [1] * 40, "buffer": 0},
        {"int": "9" * 5000},
        {"int": "1e3"},
        {"int": 3},
        {"float": "one"},
        {"dict": [["a"]]},
        {"dict": [[1, 2]]},
        {"texts": ["a"], "shape": [2]},
        {"texts": ["a" * 100_000] + [""] * 99, "shape": [100]},
        {"tensor": None, "dtype": "float32", "variable": False},
        [1],
        3,
        "x" * 300_000,
    ],
)
def test_what_encode_never_writes_is_refused(form: Any):
    with pytest.raises(wire.NotPlain):
        wire.decode(form, [bytes(8)])


def test_depth_and_number_of_values_are_bounded():
    deep: Any = None
    for _ in range(100):
        deep = {"list": [deep]}
    with pytest.raises(wire.NotPlain, match="deep"):
        wire.decode(deep)
    zeros = {"array": "|b1", "shape": [1000, 1000], "buffer": 0}
    with pytest.raises(wire.NotPlain, match="more than"):
        wire.decode({"list": [zeros, zeros]}, [bytes(1_000_000)])


def test_a_boolean_that_is_neither_true_nor_false_becomes_true():
    read = wire.decode({"array": "|b1", "shape": [2], "buffer": 0}, [b"\x00\x07"])
    assert isinstance(read, numpy.ndarray)
    assert read.view("u1").tolist() == [0, 1]


def test_a_tensor_argument_comes_back_for_a_call_only():
    buffers: list[bytes] = []
    form = wire.encode(TensorArgument(numpy.array([1.5]), "float64", variable=True), buffers)
    back = wire.decode_argument(form, buffers)
    assert isinstance(back, TensorArgument)
    assert (back.value.tolist(), back.dtype, back.variable) == ([1.5], "float64", True)
    with pytest.raises(wire.NotPlain):
        wire.decode_argument({"tensor": None, "dtype": "object", "variable": False}, [])


def test_an_object_is_not_encoded():
    with pytest.raises(wire.NotPlain, match="type object"):
        wire.encode(object(), [])
