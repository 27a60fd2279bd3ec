"""Running through slices with a value that goes along, and branches by number, under TensorFlow's names.

Each runs as Python runs it, and tapes record what it does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autodiff_lite.core.convert import Name
from autodiff_lite.core.tensor import Operand, TensorLike
from autodiff_lite.errors import InvalidArgumentError, unfit
from autodiff_lite.functions.arguments import decisive
from autodiff_lite.functions.control import must_be_callable, slices_of
from autodiff_lite.functions.elementwise import convert_to_tensor
from autodiff_lite.functions.shapes import stack
from autodiff_lite.values.nested import flatten, pack_like


def scan(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: Name = None,
) -> Any:
    """The values of ``a = fn(a, x)`` after each slice x of `elems`, stacked; from the end if `reverse`.

    `a` begins as `initializer`; without it, as the first slice. Of the other arguments none has an effect.

    >>> ad.scan(lambda a, x: a + x, ad.constant([1.0, 2.0, 3.0])).numpy().tolist()
    [1.0, 3.0, 6.0]
    """
    reached = _reached("scan", fn, elems, initializer, reverse)
    columns = zip(*map(flatten, reached[::-1] if reverse else reached), strict=True)
    return pack_like(reached[0], [stack(list(column)) for column in columns])


def foldl(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: Name = None,
) -> Any:
    """The last value of ``a = fn(a, x)`` over the slices x of `elems`, from the first on; see `scan`.

    >>> ad.foldl(lambda a, x: a - x, ad.constant([1.0, 2.0, 3.0])).numpy().item()
    -4.0
    """
    return _reached("foldl", fn, elems, initializer, False)[-1]


def foldr(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: Name = None,
) -> Any:
    """The last value of ``a = fn(a, x)`` over the slices x of `elems`, from the last on; see `scan`.

    >>> ad.foldr(lambda a, x: a - x, ad.constant([1.0, 2.0, 3.0])).numpy().item()
    0.0
    """
    return _reached("foldr", fn, elems, initializer, True)[-1]


def _reached(
    operation: str, fn: Callable[[Any, Any], Any], elems: Any, initializer: Any, is_from_end: bool
) -> list[Any]:
    """The values on the way, each in the structure of the first."""
    must_be_callable(operation, "fn", fn)
    slices, _ = slices_of(operation, elems, broadcast=False)
    if is_from_end:
        slices = slices[::-1]
    if not slices:
        raise unfit(operation, "at least one slice", elems)
    if initializer is None:
        reached, slices = [slices[0]], slices[1:]
    else:
        reached = [pack_like(initializer, map(convert_to_tensor, flatten(initializer)))]
    kinds = [x.dtype.dtype for x in flatten(reached[0])]
    for part in slices:
        leaves = flatten(fn(reached[-1], part))
        if len(leaves) != len(kinds):
            raise ValueError(
                f"{operation}: fn must return what goes along, {len(kinds)} value(s); got {len(leaves)}"
            )
        following = [convert_to_tensor(x, kind) for x, kind in zip(leaves, kinds, strict=True)]
        reached.append(pack_like(reached[0], following))
    return reached if initializer is None else reached[1:]


def case(
    pred_fn_pairs: Sequence[tuple[TensorLike, Callable[[], Any]]],
    default: Callable[[], Any] | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: Name = None,
) -> Any:
    """What the function of the first pair returns whose condition is true, else what `default` returns.

    Raises `InvalidArgumentError` if there is none.

    >>> x = ad.constant(3.0)
    >>> ad.case([(x < 0.0, lambda: -x), (x > 2.0, lambda: x * 2.0)], default=lambda: x).numpy().item()
    6.0
    """
    pairs = list(pred_fn_pairs)
    if not pairs:
        raise ValueError("case takes pairs of a condition and a function; got none")
    for condition, function in pairs:
        if not isinstance(condition, Operand):
            raise TypeError(f"case takes tensors as conditions; got {condition!r}")
        must_be_callable("case", "the function of a pair", function)
        if bool(decisive(condition, "case")):
            return function()
    if default is None:
        raise InvalidArgumentError("case: no condition is true, and there is no default=")
    return default()


def switch_case(
    branch_index: TensorLike,
    branch_fns: Any,
    default: Callable[[], Any] | None = None,
    name: Name = None,
) -> Any:
    """What the function of that number returns; beyond them `default`, or else the last one.

    `branch_fns` is a list of functions, of pairs of a number and a function, or a dict of them.

    >>> ad.switch_case(ad.constant(1), [lambda: "zero", lambda: "one"])
    'one'
    """
    if not isinstance(branch_index, Operand):
        raise TypeError(f"switch_case takes a tensor as branch_index; got {branch_index!r}")
    named = branch_fns if isinstance(branch_fns, dict) else None
    if named is None and any(not callable(each) for each in branch_fns):
        named = dict(branch_fns)
    functions = dict(enumerate(branch_fns)) if named is None else named
    if not functions or sorted(functions) != list(range(len(functions))):
        raise ValueError(f"switch_case takes functions numbered from 0 on; got {sorted(functions)}")
    for function in functions.values():
        must_be_callable("switch_case", "a branch", function)
    last = functions[len(functions) - 1] if default is None else default
    return functions.get(int(decisive(branch_index, "switch_case")), last)()
