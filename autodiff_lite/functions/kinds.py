"""The ways in which functions are called that do not go entry by entry.

A row of the table names its way (`kind`), and its function is made here. What a user gives is checked and
put in order: the row's forward and rules get axes as whole numbers that are not negative, and flags as bools,
under the names told here. The names of the functions' own parameters are TensorFlow's.
"""

from __future__ import annotations

from autodiff_lite.core.convert import Name
from autodiff_lite.core.primitive import Function, Primitive, apply
from autodiff_lite.core.tensor import Tensor, TensorLike
from autodiff_lite.functions.arguments import Axis, along, axes_of, matrices
from autodiff_lite.functions.operands import PREPARE
from autodiff_lite.values.dtypes import DTypeLike, as_numpy, int64


def _reduction(row: Primitive) -> Function:
    """Over some axes, or all. Its row is given `axis`, a tuple or None for all, and `keepdims`."""
    label, prepare = row.name, PREPARE[row.takes]

    def function(
        input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: Name = None
    ) -> Tensor:
        x = prepare(input_tensor, label)
        axes = None if axis is None else axes_of(axis, x.array.ndim, label)
        return apply(row, (x,), {"axis": axes, "keepdims": bool(keepdims)})

    return function


def _place(row: Primitive) -> Function:
    """The index of an entry along an axis. Its row is given `axis`, and the `dtype` of the index."""

    def function(
        input: TensorLike, axis: Axis = None, output_type: DTypeLike = int64, name: Name = None
    ) -> Tensor:
        x, place = along(input, 0 if axis is None else axis, row.name, PREPARE[row.takes])
        return apply(row, (x,), {"axis": place, "dtype": as_numpy(output_type)})

    return function


def _along(row: Primitive) -> Function:
    """Each entry in the light of the others along `axis`, the last one if none is named."""

    def function(logits: TensorLike, axis: Axis = -1, name: Name = None) -> Tensor:
        x, place = along(logits, -1 if axis is None else axis, row.name, PREPARE[row.takes])
        return apply(row, (x,), {"axis": place})

    return function


def _running(row: Primitive) -> Function:
    """Each entry with those before it; without itself if `exclusive`, from the end if `reverse`."""

    def function(
        x: TensorLike, axis: Axis = 0, exclusive: bool = False, reverse: bool = False, name: Name = None
    ) -> Tensor:
        tensor, place = along(x, axis, row.name, PREPARE[row.takes])
        flags = {"exclusive": bool(exclusive), "reverse": bool(reverse)}
        return apply(row, (tensor,), {"axis": place, **flags})

    return function


def _square(row: Primitive) -> Function:
    """Of square matrices, the last two axes."""

    def function(input: TensorLike, name: Name = None) -> Tensor:
        return apply(row, (matrices(input, row.name),))

    return function


KINDS = {"reduction": _reduction, "place": _place, "along": _along, "running": _running, "square": _square}
