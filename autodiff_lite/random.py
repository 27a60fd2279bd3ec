"""``ad.random``: random tensors.

Numbers differ from TensorFlow's for the same seed; they repeat on every machine.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autodiff_lite.core.convert import Name, as_shape, convert_to_tensor, like
from autodiff_lite.core.listeners import value_used
from autodiff_lite.core.tensor import Tensor, TensorLike
from autodiff_lite.errors import unfit
from autodiff_lite.functions.elementwise import add
from autodiff_lite.functions.made import multiply, subtract
from autodiff_lite.functions.operands import floating
from autodiff_lite.functions.picking import gather
from autodiff_lite.values.dtypes import DTypeLike, as_numpy, float32, int64

__all__ = ["categorical", "normal", "set_seed", "shuffle", "truncated_normal", "uniform"]


def __dir__() -> list[str]:
    return __all__


_generators: dict[str, np.random.Generator] = {}


def set_seed(seed: int) -> None:
    """Make the random tensors that follow the same in each run.

    >>> ad.random.set_seed(1)
    >>> first = ad.random.normal((2,)).numpy()
    >>> ad.random.set_seed(1)
    >>> bool((ad.random.normal((2,)).numpy() == first).all())
    True
    """
    _generators["program"] = np.random.default_rng(int(seed))


def _source(seed: int | None) -> np.random.Generator:
    """The program's one stream of numbers, or a new one. Made when needed: importing takes NumPy a while."""
    value_used(None, "a random number")
    if seed is not None:
        return np.random.default_rng(int(seed))
    if "program" not in _generators:
        _generators["program"] = np.random.default_rng()
    return _generators["program"]


def normal(
    shape: Any,
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    name: Name = None,
) -> Tensor:
    """Normally distributed numbers; `mean` and `stddev` receive gradients.

    >>> ad.random.normal((2, 3)).shape
    TensorShape([2, 3])
    """
    wanted = as_numpy(dtype)
    if wanted.kind != "f":
        raise TypeError(f"normally distributed numbers are floats; got dtype {wanted.name}")
    standard = Tensor(np.asarray(_source(seed).standard_normal(as_shape(shape)), wanted)[()])
    return add(multiply(standard, stddev), mean)


def truncated_normal(
    shape: Any,
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    name: Name = None,
) -> Tensor:
    """Normally distributed numbers, those further than two `stddev` from the mean drawn again.

    >>> bool(ad.reduce_all(ad.abs(ad.random.truncated_normal((100,))) <= 2.0))
    True
    """
    wanted = as_numpy(dtype)
    if wanted.kind != "f":
        raise TypeError(f"normally distributed numbers are floats; got dtype {wanted.name}")
    source = _source(seed)
    standard = np.asarray(source.standard_normal(as_shape(shape)))
    while (far := np.abs(standard) > 2.0).any():
        standard[far] = source.standard_normal(int(far.sum()))
    return add(multiply(Tensor(standard.astype(wanted)[()]), stddev), mean)


def categorical(
    logits: TensorLike,
    num_samples: int,
    dtype: DTypeLike = int64,
    seed: int | None = None,
    name: Name = None,
) -> Tensor:
    """For each row of `logits` ``(batch, classes)``, `num_samples` class numbers drawn with probabilities
    softmax(logits): shape ``(batch, num_samples)``.

    >>> ad.random.categorical([[0.0, -1e9], [-1e9, 0.0]], 2).numpy().tolist()
    [[0, 0], [1, 1]]
    """
    rows = floating(logits, "categorical")
    if rows.array.ndim != 2 or not rows.array.shape[1]:
        raise unfit("categorical", "logits of shape (batch, classes)", rows)
    # The largest of the logits, each with a number of Gumbel's distribution added, is class k as often as
    # softmax says.
    noise = _source(seed).gumbel(size=(int(num_samples), *rows.array.shape))
    drawn = np.argmax(rows.array + noise, axis=-1)
    return Tensor(np.ascontiguousarray(drawn.T).astype(as_numpy(dtype)))


def uniform(
    shape: Any,
    minval: TensorLike = 0,
    maxval: TensorLike = None,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    name: Name = None,
) -> Tensor:
    """Evenly distributed numbers from `minval` up to but without `maxval` (1 for floats, needed for
    integers).

    >>> ad.random.uniform((2, 3), 0, 10, dtype="int32").shape
    TensorShape([2, 3])
    """
    wanted = as_numpy(dtype)
    if wanted.kind not in "iu":
        standard = Tensor(np.asarray(_source(seed).random(as_shape(shape)), wanted)[()])
        high = like(1.0 if maxval is None else maxval, standard)
        return add(multiply(standard, subtract(high, minval)), minval)
    if maxval is None:
        raise ValueError("uniform integers need maxval=, as in uniform((3,), 0, 10, dtype='int32')")
    return Tensor(_source(seed).integers(int(minval), int(maxval), as_shape(shape), dtype=wanted))


def shuffle(value: Any, seed: int | None = None, name: Name = None) -> Tensor:
    """The slices along the first axis in a random order; the gradient goes back to each.

    >>> sorted(ad.random.shuffle([1.0, 2.0, 3.0]).numpy().tolist())
    [1.0, 2.0, 3.0]
    """
    tensor = convert_to_tensor(value)
    return gather(tensor, _source(seed).permutation(tensor.array.shape[0]))
