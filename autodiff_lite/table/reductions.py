"""Primitives that reduce axes, and those that run along one, with their rules.

Of a reduction `axis` is None (all axes) or a tuple of non-negative ints, else one such int; the callers see
to that.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff_lite.core.primitive import Primitive
from autodiff_lite.errors import InvalidArgumentError
from autodiff_lite.table.elementwise import cast, equal, exp
from autodiff_lite.table.shaping import broadcast_to, getitem, pad, reshape, transpose
from autodiff_lite.values.dtypes import as_numpy

# Positions are quicker than names here, and NumPy's stubs know only the names.
_add_reduce: Callable[..., Any] = np.add.reduce


def spread(reduced: Any, x: Any, axis: Any) -> Any:
    """A reduced value in the shape of `x` again, repeated along the axes that were reduced."""
    if reduced.shape:
        kept = tuple(1 if axis is None or i in axis else n for i, n in enumerate(x.shape))
        reduced = reshape(reduced, shape=kept)
    return broadcast_to(reduced, shape=tuple(x.shape))


def _count(x: Any, axis: Any) -> int:
    return math.prod(x.shape) if axis is None else math.prod(x.shape[i] for i in axis)


def _mean(x: Any, axis: Any, keepdims: bool) -> Any:
    if x.dtype.kind in "iu":
        # Rounded towards zero, and the sum does not overflow.
        return np.trunc(np.sum(x, axis=axis, keepdims=keepdims) / max(_count(x, axis), 1)).astype(x.dtype)
    return _add_reduce(x, axis, None, None, keepdims) / x.dtype.type(_count(x, axis))


def _euclidean_norm(x: Any, axis: Any, keepdims: bool) -> Any:
    squares = np.sum(np.square(x), axis=axis, keepdims=keepdims, dtype=x.dtype)
    return np.sqrt(squares, dtype=None if x.dtype.kind == "f" else float).astype(x.dtype, copy=False)


def _extreme_rule(up: Any, y: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Entries that tie for the extreme share the gradient equally."""
    hits = cast(equal(x, spread(y, x, axis)), dtype=x.dtype)
    return hits / reduce_sum(hits, axis=axis, keepdims=True) * spread(up, x, axis)


def product_of_others(x: Any) -> Any:
    """For each entry along the last axis the product of all the others; exact where some are zero.

    Products of what stands before and behind, each by doubling steps, so that every order differentiates.
    """
    axis = _last(x)
    before, behind = _shifted(x, 1, axis), _shifted(x, -1, axis)
    step = 1
    while step < x.shape[axis]:
        before = before * _shifted(before, step, axis)
        behind = behind * _shifted(behind, -step, axis)
        step *= 2
    return before * behind


def _shifted(x: Any, by: int, axis: int, coming: float = 1.0) -> Any:
    """Moved by `by` places along an axis, with ones (or another number) coming in."""
    length, moved = x.shape[axis], min(abs(by), x.shape[axis])
    kept, width = (slice(0, length - moved), (moved, 0)) if by > 0 else (slice(moved, None), (0, moved))
    widths = tuple(width if place == axis else (0, 0) for place in range(len(x.shape)))
    return pad(getitem(x, index=(slice(None),) * axis + (kept,)), widths=widths, value=coming)


def _running(accumulate: Any, start: int, x: Any, axis: int, exclusive: bool, reverse: bool) -> Any:
    turned = np.flip(x, axis) if reverse else x
    total = accumulate(turned, axis=axis, dtype=x.dtype)
    if exclusive:
        before = np.full_like(total, start)
        np.moveaxis(before, axis, 0)[1:] = np.moveaxis(total, axis, 0)[:-1]
        total = before
    return np.flip(total, axis) if reverse else total


def _cumulative_product_rule(up: Any, y: Any, x: Any, axis: int, exclusive: bool, reverse: bool) -> Any:
    """The product of what stands before, times the sum of all that the entry is passed on to: its own
    upstream gradient, and that of each later entry times the factors on the way. The sum is a recurrence,
    worked out by doubling steps, so that zeros do no harm and every order differentiates.
    """
    back = 1 if reverse else -1
    factor = _shifted(x, back, axis)
    passed = _shifted(up, back, axis, 0.0) if exclusive else up
    step = 1
    while step < x.shape[axis]:
        passed = passed + factor * _shifted(passed, back * step, axis, 0.0)
        factor = factor * _shifted(factor, back * step, axis)
        step *= 2
    return passed * cumulative_product(x, axis=axis, exclusive=True, reverse=reverse)


def _product_rule(up: Any, y: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    rank = len(x.shape)
    reduced = tuple(range(rank)) if axis is None else tuple(axis)
    order = tuple(i for i in range(rank) if i not in reduced) + reduced
    moved = transpose(x, perm=order)
    flat = reshape(moved, shape=(*moved.shape[: rank - len(reduced)], _count(x, axis)))
    others = reshape(product_of_others(flat), shape=tuple(moved.shape))
    return spread(up, x, axis) * transpose(others, perm=tuple(np.argsort(order)))


def _largest(x: Any, axis: Any) -> Any:
    top = np.max(x, axis=axis, keepdims=True, initial=-np.inf)
    return np.where(np.isfinite(top), top, 0).astype(x.dtype)


# The largest entry is subtracted before anything else: beside numbers of its size, what the others add to it
# is lost in rounding.


def _log_sum_exp(x: Any, axis: Any, keepdims: bool) -> Any:
    top = _largest(x, axis)
    total = np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True)) + top
    return total if keepdims else np.squeeze(total, axis=axis)


def _log_sum_exp_rule(up: Any, y: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    raised = exp(x - largest(x, axis=axis))
    return spread(up, x, axis) * (raised / reduce_sum(raised, axis=axis, keepdims=True))


def _log_softmax(x: Any, axis: int) -> Any:
    shifted = x - np.max(x, axis=axis, keepdims=True, initial=-np.inf)
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


def _unless_nan(x: Any, otherwise: float) -> Any:
    return np.where(np.isnan(x), otherwise, x) if x.dtype.kind == "f" else x


def _softmax(x: Any, axis: int) -> Any:
    raised = np.exp(x - np.max(x, axis=axis, keepdims=True, initial=-np.inf))
    return raised / np.sum(raised, axis=axis, keepdims=True)


def _limits(x: Any) -> tuple[Any, Any]:
    limits = None if x.dtype.kind == "f" else np.iinfo(x.dtype)
    return (-np.inf, np.inf) if limits is None else (limits.min, limits.max)


def _last(x: Any) -> int:
    return len(x.shape) - 1


def _column(up: Any) -> Any:
    return reshape(up, shape=(*up.shape, 1))


def _class_mask(labels: Any, count: int) -> Any:
    """True at each label's class. Raises `InvalidArgumentError` for what is no class."""
    if labels.size and (labels.min() < 0 or labels.max() >= count):
        raise InvalidArgumentError(f"labels must be class numbers from 0 to {count - 1}; got {labels!s}")
    return np.expand_dims(labels, -1) == np.arange(count)


# A row: name and forward; for each input the rule that takes the upstream gradient back to it.
# fmt: off
reduce_sum = Primitive("reduce_sum", lambda x, axis, keepdims: _add_reduce(x, axis, x.dtype, None, keepdims),
    lambda up, y, x, axis, keepdims: spread(up, x, axis), kind="reduction",
    about="The sum of entries; 1", example="reduce_sum([[1.0], [3.0]], 0) = [4.0]", takes="fiu")
reduce_mean = Primitive("reduce_mean", _mean,
    lambda up, y, x, axis, keepdims: spread(up / float(_count(x, axis)), x, axis), kind="reduction",
    about="Mean, of integers rounded to 0; 1 / n", example="reduce_mean([1.0, 2.0]) = 1.5", takes="fiu")
reduce_max = Primitive("reduce_max",
    lambda x, axis, keepdims: np.max(x, axis=axis, keepdims=keepdims, initial=_limits(x)[0]),
    _extreme_rule, kind="reduction",
    about="The largest; 1 or 0, ties share the 1", example="reduce_max([1.0, 5.0]) = 5.0", takes="fiu")
reduce_min = Primitive("reduce_min",
    lambda x, axis, keepdims: np.min(x, axis=axis, keepdims=keepdims, initial=_limits(x)[1]),
    _extreme_rule, kind="reduction",
    about="The smallest; 1 or 0, ties share the 1", example="reduce_min([1.0, 5.0]) = 1.0", takes="fiu")
reduce_prod = Primitive("reduce_prod",
    lambda x, axis, keepdims: np.prod(x, axis=axis, keepdims=keepdims, dtype=x.dtype),
    _product_rule, kind="reduction",
    about="The product; that of the others", example="reduce_prod([2.0, 3.0]) = 6.0", takes="fiu")
reduce_logsumexp = Primitive("reduce_logsumexp", _log_sum_exp,
    _log_sum_exp_rule, kind="reduction",
    about="ln(sum of e^x), exactly; softmax(x)", example="reduce_logsumexp([1e3]) = 1000.0")
# Has no rule: what it is subtracted from is the same whichever number is subtracted.
largest = Primitive("largest", _largest, None)
reduce_euclidean_norm = Primitive("reduce_euclidean_norm", _euclidean_norm,
    lambda up, y, x, axis, keepdims: x * spread(up / y, x, axis), kind="reduction",
    about="sqrt(sum of x²); x / norm", example="math.reduce_euclidean_norm([3.0, 4.0]) = 5.0", takes="fiu",
    within="math")
reduce_any = Primitive("reduce_any", lambda x, axis, keepdims: np.any(x, axis=axis, keepdims=keepdims), None,
    kind="reduction", about="Whether any is true", example="reduce_any([False, True]) = True", takes="b")
reduce_all = Primitive("reduce_all", lambda x, axis, keepdims: np.all(x, axis=axis, keepdims=keepdims), None,
    kind="reduction", about="Whether all are true", example="reduce_all([False, True]) = False", takes="b")
# A NaN is neither the largest nor the smallest.
argmax = Primitive("argmax",
    lambda x, axis, dtype: np.argmax(_unless_nan(x, -np.inf), axis=axis).astype(dtype), None, kind="place",
    about="Place of the largest along `axis`. Has no derivative", example="argmax([1, 5, 2]) = 1",
    takes="fiub")
argmin = Primitive("argmin",
    lambda x, axis, dtype: np.argmin(_unless_nan(x, np.inf), axis=axis).astype(dtype), None, kind="place",
    about="Place of the smallest along `axis`. Has no derivative", example="argmin([1, 5, 2]) = 0",
    takes="fiub")
cumulative_sum = Primitive("cumsum",
    lambda x, axis, exclusive, reverse: _running(np.cumsum, 0, x, axis, exclusive, reverse),
    lambda up, y, x, axis, exclusive, reverse:
        cumulative_sum(up, axis=axis, exclusive=exclusive, reverse=not reverse), kind="running",
    about="Running sums along `axis`, without the entry itself if `exclusive`, from the end if `reverse`; "
    "1 by each entry that is in the sum", example="cumsum([1.0, 2.0, 3.0]) = [1.0, 3.0, 6.0]", takes="fiu")
cumulative_product = Primitive("cumprod",
    lambda x, axis, exclusive, reverse: _running(np.cumprod, 1, x, axis, exclusive, reverse),
    _cumulative_product_rule, kind="running",
    about="Running products along `axis`, without the entry itself if `exclusive`, from the end if "
    "`reverse`; the product of the others", example="math.cumprod([1.0, 2.0, 3.0]) = [1.0, 2.0, 6.0]",
    takes="fiu", within="math")
softmax = Primitive("softmax", _softmax,
    lambda up, y, x, axis: (up - reduce_sum(up * y, axis=(axis,), keepdims=True)) * y, kind="along",
    about="e^x / sum of e^x, without overflow", example="nn.softmax([0.0, 0.0]) = [0.5, 0.5]", within="nn")
log_softmax = Primitive("log_softmax", _log_softmax,
    lambda up, y, x, axis: up - exp(y) * reduce_sum(up, axis=(axis,), keepdims=True), kind="along",
    about="ln(softmax(x)), exactly", example="nn.log_softmax([1e3, 0.0]) = [0.0, -1000.0]", within="nn")
# Cross entropies take the last axis as classes. The gradient by the logits is softmax - labels, as in
# TensorFlow: it takes each row of labels to sum to 1.
cross_entropy = Primitive("softmax_cross_entropy_with_logits",
    lambda labels, logits: -np.sum(labels * _log_softmax(logits, -1), axis=-1),
    lambda up, y, labels, logits: -_column(up) * log_softmax(logits, axis=_last(logits)),
    lambda up, y, labels, logits: _column(up) * (softmax(logits, axis=_last(logits)) - labels))
# Of each row the entry of its class alone, named by True: the others may be infinite.
class_entropy = Primitive("sparse_softmax_cross_entropy_with_logits",
    lambda logits, classes: -np.sum(np.where(classes, _log_softmax(logits, -1), 0), axis=-1),
    lambda up, y, logits, classes:
        _column(up) * (softmax(logits, axis=_last(logits)) - classes.astype(as_numpy(logits.dtype))))
# The same for classes that are known only when a program runs: their mask is an operand.
class_mask = Primitive("class_mask", _class_mask, None)
masked_entropy = Primitive("masked_entropy",
    lambda mask, logits: -np.sum(np.where(mask, _log_softmax(logits, -1), 0), axis=-1), None,
    lambda up, y, mask, logits:
        _column(up) * (softmax(logits, axis=_last(logits)) - cast(mask, dtype=logits.dtype)))
# fmt: on
