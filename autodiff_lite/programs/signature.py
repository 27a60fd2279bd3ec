"""What a function with `ad.function` is given, and what tells one signature from another."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff_lite.core.convert import convert_to_tensor
from autodiff_lite.core.tensor import Tensor
from autodiff_lite.programs.tensor_spec import TensorSpec
from autodiff_lite.values.nested import flatten, pack_like


def as_tensor(value: Any, kinds: Any) -> Any:
    """A tensor for a value of these kinds; others as they are."""
    return convert_to_tensor(value) if isinstance(value, kinds) else value


def with_tensors(nested: Any) -> Any:
    """The same structure with tensors for NumPy's arrays and numbers."""
    return pack_like(nested, [as_tensor(x, np.ndarray | np.generic) for x in flatten(nested)])


def as_specified(value: Any, spec: Any, name: str) -> Any:
    """A tensor, or a structure of them, as `TensorSpec`s ask for. Raises TypeError for what does not fit."""
    if not isinstance(spec, TensorSpec):
        parts = [as_specified(x, each, name) for x, each in zip(flatten(value), flatten(spec), strict=True)]
        return pack_like(value, parts)
    tensor = convert_to_tensor(value, spec.dtype.dtype)
    if not spec.is_compatible_with(tensor):
        raise TypeError(f"{name} takes {spec}; got {tensor.array.dtype.name} of shape {tensor.array.shape}")
    return tensor


def names_of(python_function: Callable[..., Any], args: Any, kwargs: Any) -> list[str]:
    """A name for each tensor among the arguments."""
    try:
        parameters = list(inspect.signature(python_function).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    plain = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    labels = [plain[place] if place < len(plain) else f"x{place}" for place in range(len(args))]
    names = []
    for label, value in [
        *zip(labels, args, strict=True),
        *((key, kwargs[key]) for key in sorted(kwargs)),
    ]:
        found = [x for x in flatten(value) if type(x) is Tensor]
        names += [label] if len(found) == 1 else [f"{label}_{number}" for number in range(len(found))]
    return names


def key_of(leaf: Any) -> Any:
    """What distinguishes a Python value: 1, 1.0 and True are three, and 0.0 and -0.0 are two."""
    if type(leaf) is float:
        return float, leaf.hex()
    try:
        hash(leaf)
    except TypeError:
        return type(leaf), id(leaf)
    return type(leaf), leaf


def form_of(nested: Any) -> Any:
    """The structure of nested arguments, without their leaves."""
    if isinstance(nested, dict):
        return (dict, *((key, form_of(nested[key])) for key in sorted(nested)))
    if isinstance(nested, list | tuple):
        return (
            (type(nested), *map(form_of, nested))
            if any(map(_is_nested, nested))
            else (type(nested), len(nested))
        )
    return None


def _is_nested(value: Any) -> bool:
    return isinstance(value, list | tuple | dict)
