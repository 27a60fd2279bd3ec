"""Functions that move entries about: reshaping, joining, splitting, repeating, under TensorFlow's names.

The gradient of each goes back to where the entries came from; entries used twice receive the sum.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autodiff_lite.convert import as_shape, constant, convert_to_tensor, like
from autodiff_lite.errors import InvalidArgumentError, WrongDtypeError
from autodiff_lite.operations.reductions import Axis, axes_of, one_axis
from autodiff_lite.primitive import apply
from autodiff_lite.primitives import shaping as p
from autodiff_lite.tensor import Operand, Tensor, TensorLike

newaxis = None


def whole(value: Any) -> Any:
    """Integers given as a tensor or in any nesting, as a NumPy array."""
    array = np.asarray(value.held if isinstance(value, Operand) else convert_to_tensor(value).array)
    if array.dtype.kind not in "iu" and array.size:
        raise WrongDtypeError(f"whole numbers are needed here; got {array.dtype.name} values: {value!r}")
    return array


def shape(input: TensorLike, out_type: Any = np.int32, name: str | None = None) -> Tensor:
    """The length of each axis, as an integer tensor.

    >>> ad.shape([[1.0, 2.0]]).numpy().tolist()
    [1, 2]
    """
    return constant(list(convert_to_tensor(input).array.shape), dtype=out_type)


def size(input: TensorLike, out_type: Any = np.int32, name: str | None = None) -> Tensor:
    """The number of entries, as an integer tensor.

    >>> ad.size([[1.0, 2.0]]).numpy().item()
    2
    """
    return constant(convert_to_tensor(input).array.size, dtype=out_type)


def rank(input: TensorLike, name: str | None = None) -> Tensor:
    """The number of axes, as an integer tensor.

    >>> ad.rank([[1.0, 2.0]]).numpy().item()
    2
    """
    return constant(convert_to_tensor(input).array.ndim)


def reshape(tensor: TensorLike, shape: Any, name: str | None = None) -> Tensor:
    """The same entries, in row order, in another shape; one length may be -1 and is worked out.

    >>> ad.reshape([1.0, 2.0, 3.0, 4.0], (2, -1)).numpy().tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    x, lengths = convert_to_tensor(tensor), as_shape(shape)
    known = math.prod(n for n in lengths if n != -1)
    if lengths.count(-1) > 1:
        raise InvalidArgumentError(f"reshape: only one length can be -1; got {lengths}")
    if known != x.array.size and not (-1 in lengths and known and x.array.size % known == 0):
        given = f"{x.array.size} entries (shape {x.array.shape})"
        raise InvalidArgumentError(f"reshape: {given} cannot be laid out in shape {lengths}")
    return apply(p.reshape, (x,), {"shape": lengths})


def transpose(a: TensorLike, perm: Any = None, conjugate: bool = False, name: str | None = None) -> Tensor:
    """Axes in another order: axis i of the result is axis ``perm[i]``; by default reversed.

    >>> ad.transpose([[1.0, 2.0]]).shape
    TensorShape([2, 1])
    """
    x = convert_to_tensor(a)
    places = tuple(range(x.array.ndim))
    order = places[::-1] if perm is None else as_shape(perm)
    if sorted(order) != list(places):
        raise InvalidArgumentError(f"transpose: perm {order} must name each axis once, {places}")
    return apply(p.transpose, (x,), {"perm": order})


def expand_dims(input: TensorLike, axis: Axis, name: str | None = None) -> Tensor:
    """With a new axis of length 1 at place `axis`.

    >>> ad.expand_dims([1.0, 2.0], axis=0).shape
    TensorShape([1, 2])
    """
    x = convert_to_tensor(input)
    place = one_axis(axis, x.array.ndim + 1, "expand_dims")
    lengths = x.array.shape
    return apply(p.reshape, (x,), {"shape": (*lengths[:place], 1, *lengths[place:])})


def squeeze(input: TensorLike, axis: Axis = None, name: str | None = None) -> Tensor:
    """Without axes of length 1: all of them, or those named, which raises `InvalidArgumentError` if longer.

    >>> ad.squeeze([[1.0, 2.0]]).shape
    TensorShape([2])
    """
    x = convert_to_tensor(input)
    lengths = x.array.shape
    if axis is None or (isinstance(axis, list | tuple) and not axis):
        named = {i for i, n in enumerate(lengths) if n == 1}
    else:
        named = {one_axis(a, len(lengths), "squeeze") for a in np.atleast_1d(axis).tolist()}
    if any(lengths[i] != 1 for i in named):
        raise InvalidArgumentError(
            f"squeeze: axes {sorted(named)} of shape {lengths} are not all of length 1"
        )
    return apply(p.reshape, (x,), {"shape": tuple(n for i, n in enumerate(lengths) if i not in named)})


def broadcast_to(input: TensorLike, shape: Any, name: str | None = None) -> Tensor:
    """Repeated along axes of length 1 until it has `shape`.

    >>> ad.broadcast_to([1.0, 2.0], (2, 2)).numpy().tolist()
    [[1.0, 2.0], [1.0, 2.0]]
    """
    return apply(p.broadcast_to, (convert_to_tensor(input),), {"shape": as_shape(shape)})


def _parts(values: Any, operation: str) -> tuple[Tensor, ...]:
    if not isinstance(values, list | tuple) or not values:
        raise InvalidArgumentError(f"{operation}() takes a list of at least one tensor; got {values!r}")
    known = next((v.value() for v in values if isinstance(v, Operand)), None)
    if known is None:
        known = convert_to_tensor(values[0])
    parts = tuple(like(v, known) for v in values)
    kinds = {x.array.dtype.name for x in parts}
    if len(kinds) > 1:
        raise WrongDtypeError(f"{operation}: tensors of one dtype are needed; got {sorted(kinds)}")
    return parts


def concat(values: Any, axis: Axis, name: str | None = None) -> Tensor:
    """Tensors end to end along an axis that they have; their other lengths must agree.

    >>> ad.concat([[1.0], [2.0, 3.0]], axis=0).numpy().tolist()
    [1.0, 2.0, 3.0]
    """
    parts = _parts([values] if isinstance(values, Operand) else values, "concat")
    return apply(p.concat, parts, {"axis": one_axis(axis, parts[0].array.ndim, "concat")})


def stack(values: Any, axis: Axis = 0, name: str | None = None) -> Tensor:
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


def unstack(
    value: TensorLike, num: int | None = None, axis: Axis = 0, name: str | None = None
) -> list[Tensor]:
    """A list of the slices along an axis, which goes.

    >>> [float(x) for x in ad.unstack([1.0, 2.0])]
    [1.0, 2.0]
    """
    x = convert_to_tensor(value)
    place = one_axis(axis, x.array.ndim, "unstack")
    count = x.array.shape[place]
    if num is not None and num != count:
        raise InvalidArgumentError(
            f"unstack: axis {place} of shape {x.array.shape} has {count} slices, not {num}"
        )
    return [_part(x, place, i) for i in range(count)]


def _part(x: Tensor, axis: int, index: int | slice) -> Tensor:
    return apply(p.getitem, (x,), {"index": (slice(None),) * axis + (index,)})


def split(
    value: TensorLike,
    num_or_size_splits: Any,
    axis: Axis = 0,
    num: int | None = None,
    name: str | None = None,
) -> list[Tensor]:
    """A list of consecutive parts along an axis: so many equal ones, or of the sizes given (one may be -1).

    >>> [x.numpy().tolist() for x in ad.split([1.0, 2.0, 3.0], [1, 2])]
    [[1.0], [2.0, 3.0]]
    """
    x = convert_to_tensor(value)
    place = one_axis(axis, x.array.ndim, "split")
    length = x.array.shape[place]
    sizes = whole(num_or_size_splits).tolist()
    if isinstance(sizes, int):
        if sizes < 1 or length % sizes:
            raise InvalidArgumentError(f"split: axis {place} of length {length} has no {sizes} equal parts")
        sizes = [length // sizes] * sizes
    if sizes.count(-1) == 1:
        sizes[sizes.index(-1)] = length - sum(sizes) - 1
    if sum(sizes) != length or min(sizes, default=0) < 0:
        raise InvalidArgumentError(f"split: sizes {sizes} do not add up to axis {place}, of length {length}")
    ends = np.cumsum(sizes, dtype=np.int64).tolist()
    return [_part(x, place, slice(end - n, end)) for n, end in zip(sizes, ends, strict=True)]


def tile(input: TensorLike, multiples: Any, name: str | None = None) -> Tensor:
    """The whole tensor repeated, ``multiples[i]`` times along axis i.

    >>> ad.tile([1.0, 2.0], [2]).numpy().tolist()
    [1.0, 2.0, 1.0, 2.0]
    """
    x, times = convert_to_tensor(input), as_shape(multiples)
    if len(times) != x.array.ndim or min(times, default=0) < 0:
        raise InvalidArgumentError(
            f"tile: shape {x.array.shape} needs {x.array.ndim} multiples, none below 0; got {times}"
        )
    for place, count in enumerate(times):
        if count != 1:
            x = taken(x, np.tile(np.arange(x.array.shape[place]), count), place)
    return x


def taken(x: Tensor, indices: Any, axis: int) -> Tensor:
    """The slices at `indices`, an array of ints that are there, along `axis`."""
    return apply(p.gather, (x,), {"indices": indices, "axis": axis})


def repeat(input: TensorLike, repeats: Any, axis: Axis = None, name: str | None = None) -> Tensor:
    """Each entry repeated in place along an axis; without `axis`, of the flattened tensor.

    >>> ad.repeat([1.0, 2.0], 2).numpy().tolist()
    [1.0, 1.0, 2.0, 2.0]
    """
    x = convert_to_tensor(input)
    if axis is None:
        x, axis = reshape(x, (-1,)), 0
    place = one_axis(axis, x.array.ndim, "repeat")
    times = np.broadcast_to(whole(repeats), (x.array.shape[place],))
    return taken(x, np.repeat(np.arange(x.array.shape[place]), times), place)


def reverse(tensor: TensorLike, axis: Any, name: str | None = None) -> Tensor:
    """Back to front along the axes named.

    >>> ad.reverse([1.0, 2.0], axis=[0]).numpy().tolist()
    [2.0, 1.0]
    """
    x, named = convert_to_tensor(tensor), whole(axis)
    if named.ndim != 1:
        raise InvalidArgumentError(f"reverse: axis is a list of axes, as in axis=[0]; got {axis!r}")
    return apply(p.reverse, (x,), {"axis": axes_of(named.tolist(), x.array.ndim, "reverse")})


def pad(
    tensor: TensorLike,
    paddings: Any,
    mode: str = "CONSTANT",
    constant_values: TensorLike = 0,
    name: str | None = None,
) -> Tensor:
    """With entries added before and after each axis: ``paddings[i]`` is (before, after).

    `mode` is "CONSTANT", or "REFLECT" and "SYMMETRIC", which mirror the tensor without and with its edge.

    >>> ad.pad([1.0, 2.0], [[1, 0]]).numpy().tolist()
    [0.0, 1.0, 2.0]
    """
    x, widths = convert_to_tensor(tensor), whole(paddings)
    if widths.shape != (x.array.ndim, 2):
        raise InvalidArgumentError(
            f"pad: shape {x.array.shape} needs paddings of shape ({x.array.ndim}, 2), before and after each "
            f"axis; got shape {widths.shape}"
        )
    pairs, kind = tuple(map(tuple, widths.tolist())), mode.lower()
    if kind == "constant":
        value = constant_values.held.item() if isinstance(constant_values, Operand) else constant_values
        return apply(p.pad, (x,), {"widths": pairs, "value": value})
    if kind not in ("reflect", "symmetric"):
        raise ValueError(f"pad: mode is 'CONSTANT', 'REFLECT' or 'SYMMETRIC'; got {mode!r}")
    for place, pair in enumerate(pairs):
        length = x.array.shape[place]
        most = length - (kind == "reflect")
        if max(pair) > most:
            raise InvalidArgumentError(
                f"pad: axis {place} of length {length} mirrors at most {most} entries, not {pair}"
            )
        if any(pair):
            x = taken(
                x,
                np.pad(np.arange(length), pair, mode="reflect" if kind == "reflect" else "symmetric"),
                place,
            )
    return x
