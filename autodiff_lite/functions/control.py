"""Branches, loops and maps under TensorFlow's names. Each runs as Python runs it, and tapes record what it
does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff_lite.core.convert import Name, convert_to_tensor
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.errors import InvalidArgumentError, unfit
from autodiff_lite.functions.arguments import decisive
from autodiff_lite.functions.shapes import stack
from autodiff_lite.functions.tensor_array import TensorArray
from autodiff_lite.values.dtypes import DType, as_dtype
from autodiff_lite.values.nested import flatten, pack_like


def cond(
    pred: TensorLike,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    name: Name = None,
) -> Any:
    """What `true_fn` returns if `pred` is true, else what `false_fn` returns; the other one is not called.

    >>> ad.cond(ad.constant(2.0) > 1.0, lambda: "above", lambda: "below")
    'above'
    """
    for role, function in (("true_fn", true_fn), ("false_fn", false_fn)):
        must_be_callable("cond", role, function)
    chosen = true_fn if _is_true(pred, "cond") else false_fn
    return chosen()  # type: ignore[misc]


def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    maximum_iterations: int | None = None,
    name: Name = None,
) -> Any:
    """Call ``body(*loop_vars)`` for the next values as long as ``cond(*loop_vars)`` is true; the last values.

    `loop_vars` is a list or tuple, of nested structures and of `TensorArray`s too, and `body` returns one
    like it. Of the other arguments only `maximum_iterations` has an effect.

    >>> i, total = ad.while_loop(lambda i, t: i < 4, lambda i, t: (i + 1, t + i), (0, 0))
    >>> int(i), int(total)
    (4, 6)
    """
    must_be_callable("while_loop", "cond", cond)
    must_be_callable("while_loop", "body", body)
    if not isinstance(loop_vars, list | tuple) or not loop_vars:
        raise ValueError(f"while_loop takes a list or tuple of loop_vars; got {loop_vars!r}")
    values = pack_like(loop_vars, map(_going_along, flatten(loop_vars)))
    rounds, count = 0, len(flatten(loop_vars))
    most = np.inf if maximum_iterations is None else maximum_iterations
    while rounds < most and _is_true(cond(*values), "while_loop"):
        following = body(*values)
        if len(values) == 1 and not isinstance(following, list | tuple):
            following = [following]
        leaves = flatten(following)
        if len(leaves) != count:
            wanted = f"as many values as there are loop_vars, {count}"
            raise ValueError(f"while_loop: body must return {wanted}; got {len(leaves)}")
        values = pack_like(loop_vars, map(_going_along, leaves))
        rounds += 1
    return values


def _going_along(value: Any) -> Any:
    """What a loop takes along: a tensor, or a `TensorArray`, which is read and written inside."""
    return value if isinstance(value, TensorArray) else convert_to_tensor(value)


def _is_true(condition: TensorLike, by: str) -> bool:
    decisive(condition, by)
    return bool(condition)


def map_fn(
    fn: Callable[[Any], Any],
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: Name = None,
    fn_output_signature: Any = None,
) -> Any:
    """`fn` of each slice of `elems` along the first axis, the results stacked.

    `elems` may be a structure of tensors, of which `fn` is given one of their slices. Where the results have
    another structure or dtype than `elems`, `fn_output_signature` (or `dtype`) says which. Raises
    `ValueError` where structures or lengths differ, `InvalidArgumentError` where dtypes do.

    >>> ad.map_fn(lambda x: x * x, ad.constant([1.0, 2.0, 3.0])).numpy().tolist()
    [1.0, 4.0, 9.0]
    """
    must_be_callable("map_fn", "fn", fn)
    slices, elements = slices_of("map_fn", elems, broadcast=False)
    wanted = dtype if fn_output_signature is None else fn_output_signature
    like = pack_like(elems, [x.dtype for x in elements]) if wanted is None else wanted
    kinds = [as_dtype(kind) for kind in flatten(like)]
    results = [_leaves(fn(part), kinds) for part in slices]
    if not results:
        return pack_like(like, [Tensor(np.zeros((0,), kind.dtype)) for kind in kinds])
    return pack_like(like, [stack(column) for column in zip(*results, strict=True)])


def _leaves(result: Any, kinds: list[DType]) -> list[Tensor]:
    leaves = flatten(result)
    if len(leaves) != len(kinds):
        raise ValueError(
            f"map_fn: fn returned {len(leaves)} value(s) where {len(kinds)} were expected; say what it "
            "returns, as in fn_output_signature=(float32, float32)"
        )
    tensors = []
    for leaf, kind in zip(leaves, kinds, strict=True):
        if isinstance(leaf, Operand) and leaf.dtype != kind:
            raise InvalidArgumentError(
                f"map_fn: fn returned {leaf.dtype.name} where {kind.name} was expected; say which with "
                f"fn_output_signature={leaf.dtype.name}"
            )
        tensors.append(convert_to_tensor(leaf, kind))
    return tensors


def vectorized_map(
    fn: Callable[[Any], Any], elems: Any, fallback_to_while_loop: bool = True, warn: bool = True
) -> Any:
    """`fn` of each slice of `elems` along the first axis, the results stacked, whatever they are.

    Tensors of length 1 go with each slice of the others. There is nothing to vectorise here: it is a loop.

    >>> ad.vectorized_map(lambda x: ad.reduce_sum(x), ad.ones((2, 3))).numpy().tolist()
    [3.0, 3.0]
    """
    must_be_callable("vectorized_map", "fn", fn)
    slices, _ = slices_of("vectorized_map", elems, broadcast=True)
    results = [fn(part) for part in slices]
    if not results:
        raise unfit("vectorized_map", "at least one slice to map", elems)
    columns = zip(*map(flatten, results), strict=True)
    return pack_like(results[0], [stack([convert_to_tensor(x) for x in column]) for column in columns])


def slices_of(operation: str, elems: Any, broadcast: bool) -> tuple[list[Any], list[Tensor]]:
    """The slices, each in the structure of `elems`; and the tensors that they are of."""
    elements = [convert_to_tensor(x) for x in flatten(elems)]
    if not elements or any(not x.array.ndim for x in elements):
        raise unfit(operation, "a tensor (or a structure of tensors) with a first axis to go along", elems)
    lengths = {len(x) for x in elements}
    longest = max(lengths)
    if lengths - ({longest, 1} if broadcast else {longest}):
        raise unfit(operation, "tensors of one length", sorted(lengths))
    numbers = range(longest)
    return [pack_like(elems, [x[i if len(x) == longest else 0] for x in elements]) for i in numbers], elements


def must_be_callable(operation: str, role: str, given: Any) -> None:
    if not callable(given):
        raise TypeError(f"{operation} takes a function as {role}; got {given!r}. Write `lambda: ...`.")
