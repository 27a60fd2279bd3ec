"""``ad.random``: random tensors.

Numbers differ from TensorFlow's for the same seed; they repeat on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff_lite.core.convert import Name, as_shape, convert_to_tensor, like
from autodiff_lite.core.listeners import thread
from autodiff_lite.core.tensor import Tensor, TensorLike
from autodiff_lite.core.writing import drawn_anew
from autodiff_lite.errors import unfit
from autodiff_lite.functions.arguments import decisive, whole
from autodiff_lite.functions.elementwise import add, cast
from autodiff_lite.functions.made import argmax, multiply, subtract
from autodiff_lite.functions.operands import floating
from autodiff_lite.functions.picking import gather
from autodiff_lite.functions.shapes import transpose
from autodiff_lite.values.dtypes import DTypeLike, as_numpy, float32, float64, int64

__all__ = [
    "Generator", "categorical", "get_global_generator", "normal", "set_seed", "shuffle", "stateless_normal",
    "stateless_truncated_normal", "stateless_uniform", "truncated_normal", "uniform",
]  # fmt: skip


def __dir__() -> list[str]:
    return __all__


_generators: dict[Any, np.random.Generator] = {}
"""The program's one stream of numbers, under None, and that of each `seed` of an operation."""


def set_seed(seed: int) -> None:
    """Make the random tensors that follow the same in each run.

    >>> ad.random.set_seed(1)
    >>> first = ad.random.normal((2,)).numpy()
    >>> ad.random.set_seed(1)
    >>> bool((ad.random.normal((2,)).numpy() == first).all())
    True
    """
    _generators.clear()
    _generators[None] = np.random.default_rng(int(seed) % 2**64)


class Repeated:
    """A seed whose numbers begin anew at each use, as an initializer's do."""

    def __init__(self, *seeds: int) -> None:
        self.seeds = [seed % 2**64 for seed in seeds]


class Generator:
    """Random numbers from a stream of their own.

    >>> generator = ad.random.Generator.from_seed(1)
    >>> generator.normal((2, 3)).shape
    TensorShape([2, 3])
    """

    def __init__(self, stream: np.random.Generator) -> None:
        self.stream = stream

    @classmethod
    def from_seed(cls, seed: int, alg: Any = None) -> Generator:
        """A generator whose numbers are the same ones for a seed. `alg` is TensorFlow's, without effect.

        >>> one, other = ad.random.Generator.from_seed(1), ad.random.Generator.from_seed(1)
        >>> bool(one.uniform(()) == other.uniform(()))
        True
        """
        return cls(np.random.default_rng(int(seed) % 2**64))

    @classmethod
    def from_non_deterministic_state(cls, alg: Any = None) -> Generator:
        """A generator whose numbers are others in each run of the program.

        >>> ad.random.Generator.from_non_deterministic_state().uniform((2,)).shape
        TensorShape([2])
        """
        return cls(np.random.default_rng())

    def reset_from_seed(self, seed: int) -> None:
        """Begin anew, with the numbers of this seed.

        >>> generator = ad.random.Generator.from_seed(1)
        >>> first = generator.uniform(())
        >>> generator.reset_from_seed(1)
        >>> bool(generator.uniform(()) == first)
        True
        """
        self.stream = np.random.default_rng(int(seed) % 2**64)

    def split(self, count: int = 1) -> list[Generator]:
        """Further generators, whose numbers have nothing to do with one another.

        >>> len(ad.random.Generator.from_seed(1).split(3))
        3
        """
        return [Generator(stream) for stream in self.stream.spawn(int(count))]

    def normal(
        self,
        shape: Any,
        mean: TensorLike = 0.0,
        stddev: TensorLike = 1.0,
        dtype: DTypeLike = float32,
        name: Name = None,
    ) -> Tensor:
        """As `random.normal`.

        >>> ad.random.Generator.from_seed(1).normal((2,)).shape
        TensorShape([2])
        """
        return normal(shape, mean, stddev, dtype, self)

    def truncated_normal(
        self,
        shape: Any,
        mean: TensorLike = 0.0,
        stddev: TensorLike = 1.0,
        dtype: DTypeLike = float32,
        name: Name = None,
    ) -> Tensor:
        """As `random.truncated_normal`.

        >>> ad.random.Generator.from_seed(1).truncated_normal((2,)).shape
        TensorShape([2])
        """
        return truncated_normal(shape, mean, stddev, dtype, self)

    def uniform(
        self,
        shape: Any,
        minval: TensorLike = 0,
        maxval: TensorLike = None,
        dtype: DTypeLike = float32,
        name: Name = None,
    ) -> Tensor:
        """As `random.uniform`.

        >>> ad.random.Generator.from_seed(1).uniform((2,), 0, 10, dtype=ad.int32).shape
        TensorShape([2])
        """
        return uniform(shape, minval, maxval, dtype, self)


Seed = int | Repeated | Generator | None


def get_global_generator() -> Generator:
    """The program's one stream of numbers, which `set_seed` begins anew.

    >>> ad.random.get_global_generator().normal((2,)).shape
    TensorShape([2])
    """
    return Generator(_stream(None))


def _stream(seed: Seed) -> np.random.Generator:
    if isinstance(seed, Generator):
        return seed.stream
    if isinstance(seed, Repeated):
        return np.random.default_rng(seed.seeds)
    # Made when needed: importing it takes NumPy a while.
    if seed not in _generators:
        _generators[seed] = np.random.default_rng(None if seed is None else int(seed) % 2**64)
    return _generators[seed]


def _drawn(seed: Seed, how: Callable[[np.random.Generator], Any]) -> Tensor:
    """Numbers from the program's stream, or from that of `seed`, in which they follow one another too."""

    def draw() -> Tensor:
        return Tensor(how(_stream(seed)))

    if not thread.listeners:
        return draw()
    bits = _stream(seed).bit_generator
    before = bits.state
    value = draw()
    if drawn_anew(value, draw):  # each run of a program draws; that it was written does not count
        bits.state = before
    return value


def normal(
    shape: Any,
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    seed: Seed = None,
    name: Name = None,
) -> Tensor:
    """Normally distributed numbers; `mean` and `stddev` receive gradients.

    >>> ad.random.normal((2, 3)).shape
    TensorShape([2, 3])
    """
    wanted = as_numpy(dtype)
    if wanted.kind != "f":
        raise TypeError(f"normally distributed numbers are floats; got dtype {wanted.name}")
    lengths = as_shape(shape)
    standard = _drawn(seed, lambda stream: np.asarray(stream.standard_normal(lengths), wanted)[()])
    return add(multiply(standard, stddev), mean)


def truncated_normal(
    shape: Any,
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    seed: Seed = None,
    name: Name = None,
) -> Tensor:
    """Normally distributed numbers, those further than two `stddev` from the mean drawn again.

    >>> bool(ad.reduce_all(ad.abs(ad.random.truncated_normal((100,))) <= 2.0))
    True
    """
    wanted = as_numpy(dtype)
    if wanted.kind != "f":
        raise TypeError(f"normally distributed numbers are floats; got dtype {wanted.name}")
    lengths = as_shape(shape)

    def within(stream: np.random.Generator) -> Any:
        standard = np.asarray(stream.standard_normal(lengths))
        while (far := np.abs(standard) > 2.0).any():
            standard[far] = stream.standard_normal(int(far.sum()))
        return standard.astype(wanted)[()]

    return add(multiply(_drawn(seed, within), stddev), mean)


def categorical(
    logits: TensorLike,
    num_samples: int,
    dtype: DTypeLike = int64,
    seed: Seed = None,
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
    size = (int(num_samples), *rows.array.shape)
    noise = _drawn(seed, lambda stream: stream.gumbel(size=size))
    return cast(transpose(argmax(add(cast(rows, float64), noise), axis=-1)), dtype)


def uniform(
    shape: Any,
    minval: TensorLike = 0,
    maxval: TensorLike = None,
    dtype: DTypeLike = float32,
    seed: Seed = None,
    name: Name = None,
) -> Tensor:
    """Evenly distributed numbers from `minval` up to but without `maxval` (1 for floats, needed for
    integers).

    >>> ad.random.uniform((2, 3), 0, 10, dtype="int32").shape
    TensorShape([2, 3])
    """
    wanted = as_numpy(dtype)
    lengths = as_shape(shape)
    if wanted.kind not in "iu":
        standard = _drawn(seed, lambda stream: np.asarray(stream.random(lengths), wanted)[()])
        high = like(1.0 if maxval is None else maxval, standard)
        return add(multiply(standard, subtract(high, minval)), minval)
    if maxval is None:
        raise ValueError("uniform integers need maxval=, as in uniform((3,), 0, 10, dtype='int32')")
    least, below = (int(decisive(bound, "a random whole number")) for bound in (minval, maxval))
    return _drawn(seed, lambda stream: stream.integers(least, below, lengths, dtype=wanted))


def shuffle(value: Any, seed: Seed = None, name: Name = None) -> Tensor:
    """The slices along the first axis in a random order; the gradient goes back to each.

    >>> sorted(ad.random.shuffle([1.0, 2.0, 3.0]).numpy().tolist())
    [1.0, 2.0, 3.0]
    """
    tensor = convert_to_tensor(value)
    length = tensor.array.shape[0]
    return gather(tensor, _drawn(seed, lambda stream: stream.permutation(length)))


def stateless_normal(
    shape: Any,
    seed: Any,
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    name: Name = None,
    alg: Any = None,
) -> Tensor:
    """As `normal`, and the same numbers for the two whole numbers of `seed` each time.

    >>> first, second = (ad.random.stateless_normal((2,), seed=[1, 2]) for _ in range(2))
    >>> bool(ad.reduce_all(first == second))
    True
    """
    return normal(shape, mean, stddev, dtype, _pair(seed, "stateless_normal"))


def stateless_truncated_normal(
    shape: Any,
    seed: Any,
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    name: Name = None,
    alg: Any = None,
) -> Tensor:
    """As `truncated_normal`, and the same numbers for the two whole numbers of `seed` each time.

    >>> ad.random.stateless_truncated_normal((2,), seed=[1, 2]).shape
    TensorShape([2])
    """
    return truncated_normal(shape, mean, stddev, dtype, _pair(seed, "stateless_truncated_normal"))


def stateless_uniform(
    shape: Any,
    seed: Any,
    minval: TensorLike = 0,
    maxval: TensorLike = None,
    dtype: DTypeLike = float32,
    name: Name = None,
    alg: Any = None,
) -> Tensor:
    """As `uniform`, and the same numbers for the two whole numbers of `seed` each time.

    >>> ad.random.stateless_uniform((2,), seed=[1, 2], minval=0, maxval=10, dtype=ad.int32).shape
    TensorShape([2])
    """
    return uniform(shape, minval, maxval, dtype, _pair(seed, "stateless_uniform"))


def _pair(seed: Any, operation: str) -> Repeated:
    pair = whole(seed)
    if pair.shape != (2,):
        raise unfit(operation, "a seed of two whole numbers, as in seed=[1, 2]", pair)
    return Repeated(*pair.tolist())
