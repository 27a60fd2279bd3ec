"""Functions that move entries about: reshaping, joining, splitting, repeating, under TensorFlow's names.

The gradient of each goes back to where the entries came from; entries used twice receive the sum.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np

from autodiff_lite.core.convert import Name, as_shape, constant, convert_to_tensor, like
from autodiff_lite.core.primitive import apply
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.errors import WrongDtypeError, unfit
from autodiff_lite.functions.arguments import Axis, along, axes_of, decisive, one_axis, whole
from autodiff_lite.table import shaping as p
from autodiff_lite.values.dtypes import DTypeLike, int32

newaxis = None


def shape(input: TensorLike, out_type: DTypeLike = int32, name: Name = None) -> Tensor:
    """The length of each axis, as an integer tensor.

    >>> ad.shape([[1.0, 2.0]]).numpy().tolist()
    [1, 2]
    """
    return constant(list(convert_to_tensor(input).array.shape), dtype=out_type)


def size(input: TensorLike, out_type: DTypeLike = int32, name: Name = None) -> Tensor:
    """The number of entries, as an integer tensor.

    >>> ad.size([[1.0, 2.0]]).numpy().item()
    2
    """
    return constant(convert_to_tensor(input).array.size, dtype=out_type)


def rank(input: TensorLike, name: Name = None) -> Tensor:
    """The number of axes, as an integer tensor.

    >>> ad.rank([[1.0, 2.0]]).numpy().item()
    2
    """
    return constant(convert_to_tensor(input).array.ndim)


def reshape(tensor: TensorLike, shape: Any, name: Name = None) -> Tensor:
    """The same entries, in row order, in another shape; one length may be -1 and is worked out.

    >>> ad.reshape([1.0, 2.0, 3.0, 4.0], (2, -1)).numpy().tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    x, lengths = convert_to_tensor(tensor), as_shape(shape)
    if min(lengths, default=0) < -1:  # NumPy takes any negative length for the unknown one
        raise unfit("reshape", "lengths not below 0, or one -1", lengths)
    return apply(p.reshape, (x,), {"shape": lengths})


def transpose(a: TensorLike, perm: Any = None, conjugate: bool = False, name: Name = None) -> Tensor:
    """Axes in another order: axis i of the result is axis ``perm[i]``; by default reversed.

    >>> ad.transpose([[1.0, 2.0]]).shape
    TensorShape([2, 1])
    """
    x = convert_to_tensor(a)
    places = tuple(range(x.array.ndim))
    order = places[::-1] if perm is None else as_shape(perm)
    if sorted(order) != list(places):
        raise unfit("transpose", f"a perm that names each axis once, {places}", order)
    return apply(p.transpose, (x,), {"perm": order})


def expand_dims(input: TensorLike, axis: Axis, name: Name = None) -> Tensor:
    """With a new axis of length 1 at place `axis`.

    >>> ad.expand_dims([1.0, 2.0], axis=0).shape
    TensorShape([1, 2])
    """
    x, place = along(input, axis, "expand_dims", new=True)
    lengths = x.array.shape
    return apply(p.reshape, (x,), {"shape": (*lengths[:place], 1, *lengths[place:])})


def squeeze(input: TensorLike, axis: Axis = None, name: Name = None) -> Tensor:
    """Without axes of length 1: all of them, or those named, which raises `InvalidArgumentError` if longer.

    >>> ad.squeeze([[1.0, 2.0]]).shape
    TensorShape([2])
    """
    x = convert_to_tensor(input)
    lengths = x.array.shape
    given = [] if axis is None else np.atleast_1d(axis).tolist()
    named = {one_axis(a, len(lengths), "squeeze") for a in given}
    named = named or {i for i, n in enumerate(lengths) if n == 1}
    if any(lengths[i] != 1 for i in named):
        raise unfit("squeeze", "axes of length 1", sorted(named), x)
    return apply(p.reshape, (x,), {"shape": tuple([n for i, n in enumerate(lengths) if i not in named])})


def broadcast_to(input: TensorLike, shape: Any, name: Name = None) -> Tensor:
    """Repeated along axes of length 1 until it has `shape`.

    >>> ad.broadcast_to([1.0, 2.0], (2, 2)).numpy().tolist()
    [[1.0, 2.0], [1.0, 2.0]]
    """
    return apply(p.broadcast_to, (convert_to_tensor(input),), {"shape": as_shape(shape)})


def _parts(values: Any, operation: str) -> tuple[Tensor, ...]:
    if not isinstance(values, list | tuple) or not values:
        raise unfit(operation, "a list of at least one tensor", values)
    known = convert_to_tensor(next((v for v in values if isinstance(v, Operand)), values[0]))
    parts = tuple([like(v, known) for v in values])
    kinds = {x.array.dtype.name for x in parts}
    if len(kinds) > 1:
        raise WrongDtypeError(f"{operation} takes tensors of one dtype; got {sorted(kinds)}")
    return parts


def concat(values: Any, axis: Axis, name: Name = None) -> Tensor:
    """Tensors end to end along an axis that they have; their other lengths must agree.

    >>> ad.concat([[1.0], [2.0, 3.0]], axis=0).numpy().tolist()
    [1.0, 2.0, 3.0]
    """
    parts = _parts([values] if isinstance(values, Operand) else values, "concat")
    return apply(p.concat, parts, {"axis": one_axis(axis, parts[0].array.ndim, "concat")})


def stack(values: Any, axis: Axis = 0, name: Name = None) -> Tensor:
    """Tensors of one shape along a new axis.

    >>> ad.stack([[1.0, 2.0], [3.0, 4.0]], axis=1).numpy().tolist()
    [[1.0, 3.0], [2.0, 4.0]]
    """
    if not isinstance(values, list | tuple) or not any(isinstance(v, Operand) for v in values):
        together = convert_to_tensor(values)  # numbers find a dtype that holds them all
        if not together.array.size:
            return together
        values = list(together)
    parts = _parts(values, "stack")
    return apply(p.stack, parts, {"axis": one_axis(axis, parts[0].array.ndim + 1, "stack")})


def unstack(value: TensorLike, num: int | None = None, axis: Axis = 0, name: Name = None) -> list[Tensor]:
    """A list of the slices along an axis, which goes.

    >>> [float(x) for x in ad.unstack([1.0, 2.0])]
    [1.0, 2.0]
    """
    x, place = along(value, axis, "unstack")
    count = x.array.shape[place]
    if num is not None and num != count:
        raise unfit("unstack", f"num={count}, the slices along axis {place}", num, x)
    return [_part(x, place, i) for i in range(count)]


def _part(x: Tensor, axis: int, index: int | slice) -> Tensor:
    return apply(p.getitem, (x,), {"index": (slice(None),) * axis + (index,)})


def split(
    value: TensorLike, num_or_size_splits: Any, axis: Axis = 0, num: int | None = None, name: Name = None
) -> list[Tensor]:
    """A list of consecutive parts along an axis: so many equal ones, or of the sizes given (one may be -1).

    >>> [x.numpy().tolist() for x in ad.split([1.0, 2.0, 3.0], [1, 2])]
    [[1.0], [2.0, 3.0]]
    """
    x, place = along(value, axis, "split")
    length, sizes = x.array.shape[place], whole(num_or_size_splits).tolist()
    if isinstance(sizes, int):
        sizes = [length // max(sizes, 1)] * sizes
    if sizes.count(-1) == 1:
        sizes[sizes.index(-1)] = length - sum(sizes) - 1
    if not sizes or min(sizes) < 0 or sum(sizes) != length:
        wanted = f"a number of equal parts or sizes that add up to axis {place}, of length {length}"
        raise unfit("split", wanted, num_or_size_splits)
    return [_part(x, place, slice(end - n, end)) for n, end in zip(sizes, accumulate(sizes), strict=True)]


def tile(input: TensorLike, multiples: Any, name: Name = None) -> Tensor:
    """The whole tensor repeated, ``multiples[i]`` times along axis i.

    >>> ad.tile([1.0, 2.0], [2]).numpy().tolist()
    [1.0, 2.0, 1.0, 2.0]
    """
    x, times = convert_to_tensor(input), as_shape(multiples)
    if len(times) != x.array.ndim or min(times, default=0) < 0:
        raise unfit("tile", "for each axis a multiple that is not below 0", times, x)
    for place, count in enumerate(times):
        if count != 1:
            x = taken(x, np.tile(np.arange(x.array.shape[place]), count), place)
    return x


def taken(x: Tensor, indices: Any, axis: int) -> Tensor:
    """The slices at `indices`, an array of ints that are there, along `axis`."""
    return apply(p.gather, (x,), {"indices": indices, "axis": axis})


def repeat(input: TensorLike, repeats: Any, axis: Axis = None, name: Name = None) -> Tensor:
    """Each entry repeated in place along an axis; without `axis`, of the flattened tensor.

    >>> ad.repeat([1.0, 2.0], 2).numpy().tolist()
    [1.0, 1.0, 2.0, 2.0]
    """
    flat = axis is None
    x, place = along(reshape(input, (-1,)) if flat else input, 0 if flat else axis, "repeat")
    length = x.array.shape[place]
    return taken(x, np.repeat(np.arange(length), np.broadcast_to(whole(repeats), (length,))), place)


def reverse(tensor: TensorLike, axis: Any, name: Name = None) -> Tensor:
    """Back to front along the axes named.

    >>> ad.reverse([1.0, 2.0], axis=[0]).numpy().tolist()
    [2.0, 1.0]
    """
    x, named = convert_to_tensor(tensor), whole(axis)
    if named.ndim != 1:
        raise unfit("reverse", "a list of axes, as in axis=[0]", axis)
    return apply(p.reverse, (x,), {"axis": axes_of(named.tolist(), x.array.ndim, "reverse")})


def pad(
    tensor: TensorLike, paddings: Any, mode: str = "CONSTANT", constant_values: Any = 0, name: Name = None
) -> Tensor:
    """With entries added before and after each axis: ``paddings[i]`` is (before, after).

    `mode` is "CONSTANT", or "REFLECT" and "SYMMETRIC", which mirror the tensor without and with its edge.

    >>> ad.pad([1.0, 2.0], [[1, 0]]).numpy().tolist()
    [0.0, 1.0, 2.0]
    """
    x, widths = convert_to_tensor(tensor), whole(paddings)
    mirror: Any = mode.lower()
    if widths.shape != (x.array.ndim, 2):
        raise unfit("pad", f"paddings of shape ({x.array.ndim}, 2), before and after each axis", paddings, x)
    pairs = tuple(map(tuple, widths.tolist()))
    if mirror == "constant":
        return apply(p.pad, (x,), {"widths": pairs, "value": decisive(constant_values, "pad")})
    if mirror not in ("reflect", "symmetric"):
        raise unfit("pad", "'CONSTANT', 'REFLECT' or 'SYMMETRIC' as mode", mode)
    for place, (length, pair) in enumerate(zip(x.array.shape, pairs, strict=True)):
        if max(pair) > length - (mirror == "reflect"):
            raise unfit("pad", f"as many entries as axis {place} has to {mirror}", pair, x)
        if any(pair):
            x = taken(x, np.pad(np.arange(length), pair, mirror), place)
    return x


def roll(input: TensorLike, shift: Any, axis: Any, name: Name = None) -> Tensor:
    """Moved along axes by `shift` places; what leaves at one end comes in at the other.

    >>> ad.roll([1.0, 2.0, 3.0], shift=1, axis=0).numpy().tolist()
    [3.0, 1.0, 2.0]
    """
    x, shifts, named = convert_to_tensor(input), np.atleast_1d(whole(shift)), np.atleast_1d(whole(axis))
    if shifts.shape != named.shape:
        raise unfit("roll", "as many shifts as axes", shift, axis)
    for by, place in zip(shifts.tolist(), named.tolist(), strict=True):
        number = one_axis(place, x.array.ndim, "roll")
        x = taken(x, np.roll(np.arange(x.array.shape[number]), by), number)
    return x


def ensure_shape(x: TensorLike, shape: Any, name: Name = None) -> Tensor:
    """The tensor itself. Raises `InvalidArgumentError` unless it has this shape, in which None is any length.

    >>> ad.ensure_shape(ad.ones((3, 2)), [None, 2]).shape
    TensorShape([3, 2])
    """
    tensor = convert_to_tensor(x)
    lengths = tensor.array.shape
    if shape is not None:
        wanted = tuple(shape)
        fits = len(wanted) == len(lengths) and all(
            n is None or n == length for n, length in zip(wanted, lengths, strict=True)
        )
        if not fits:
            raise unfit("ensure_shape", f"a tensor of shape {wanted}", tensor)
    return apply(p.identity, (tensor,))
