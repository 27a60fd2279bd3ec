"""Initializers: functions from a shape to the first values of a variable.

They keep their settings, and are called as ``initializer(shape, dtype=float32)``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autodiff_lite.core.convert import constant
from autodiff_lite.core.tensor import Tensor, TensorLike
from autodiff_lite.errors import unfit
from autodiff_lite.functions.creation import ones, zeros
from autodiff_lite.random import Repeated, normal, uniform
from autodiff_lite.values.dtypes import DTypeLike, as_numpy, float32


class zeros_initializer:  # noqa: N801 - TensorFlow's name for it
    """Zeros.

    >>> ad.zeros_initializer()((2,)).numpy().tolist()
    [0.0, 0.0]
    """

    def __call__(self, shape: Any, dtype: DTypeLike = float32, **ignored: Any) -> Tensor:
        return zeros(shape, dtype)


class ones_initializer:  # noqa: N801
    """Ones.

    >>> ad.ones_initializer()((2,)).numpy().tolist()
    [1.0, 1.0]
    """

    def __call__(self, shape: Any, dtype: DTypeLike = float32, **ignored: Any) -> Tensor:
        return ones(shape, dtype)


class constant_initializer:  # noqa: N801
    """One value everywhere, or values that fill the shape.

    >>> ad.constant_initializer(3.0)((2,)).numpy().tolist()
    [3.0, 3.0]
    """

    def __init__(self, value: TensorLike = 0) -> None:
        self.value = value

    def __call__(self, shape: Any, dtype: DTypeLike = None, **ignored: Any) -> Tensor:
        return constant(self.value, dtype=dtype, shape=shape)


class random_normal_initializer:  # noqa: N801
    """Normally distributed numbers, the same ones each time for a `seed`.

    >>> ad.random_normal_initializer(stddev=0.1)((2, 3)).shape
    TensorShape([2, 3])
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        self.mean, self.stddev = mean, stddev
        self.seed = None if seed is None else Repeated(seed)

    def __call__(self, shape: Any, dtype: DTypeLike = float32, **ignored: Any) -> Tensor:
        if as_numpy(dtype).kind != "f":
            raise unfit("random_normal_initializer", "a dtype of floats", dtype)
        return normal(shape, self.mean, self.stddev, dtype, self.seed)


class random_uniform_initializer:  # noqa: N801
    """Evenly distributed numbers, the same ones each time for a `seed`.

    >>> ad.random_uniform_initializer(-1.0, 1.0)((2, 3)).shape
    TensorShape([2, 3])
    """

    def __init__(self, minval: float = -0.05, maxval: float | None = 0.05, seed: int | None = None) -> None:
        self.minval, self.maxval = minval, maxval
        self.seed = None if seed is None else Repeated(seed)

    def __call__(self, shape: Any, dtype: DTypeLike = float32, **ignored: Any) -> Tensor:
        if np.dtype(as_numpy(dtype)).kind == "b":
            raise unfit("random_uniform_initializer", "a dtype of numbers", dtype)
        return uniform(shape, self.minval, self.maxval, dtype, self.seed)
