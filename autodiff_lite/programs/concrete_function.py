"""What `get_concrete_function` gives: a function for arguments of one kind."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff_lite.core.tensor import Tensor
from autodiff_lite.core.variable import Variable
from autodiff_lite.errors import InvalidArgumentError
from autodiff_lite.functions.elementwise import convert_to_tensor
from autodiff_lite.programs.tensor_spec import TensorSpec
from autodiff_lite.values.nested import flatten, pack_like


class ConcreteFunction:
    """A function that takes tensors as it was asked for, in their order or by name; the rest is fixed.

    >>> power = ad.function(lambda x, n: x**n)
    >>> square = power.get_concrete_function(ad.TensorSpec(None, ad.float32), 2)
    >>> square(ad.constant(3.0))
    <Tensor: shape=(), dtype=float32, numpy=9.0>
    """

    def __init__(
        self, run: Callable[..., Any], python_function: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        self._run, self.__name__ = run, str(getattr(python_function, "__name__", "function"))
        self._signature = inspect.signature(python_function)
        self._asked = self._signature.bind(*args, **kwargs)
        self._asked.apply_defaults()
        for name, value in self._asked.arguments.items():
            self._asked.arguments[name] = pack_like(value, map(_specified, flatten(value)))

    @property
    def structured_input_signature(self) -> tuple[Any, Any]:
        """What it was asked for: positional arguments, and those by name; `TensorSpec`s for tensors."""
        return self._asked.args, self._asked.kwargs

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self._asked.arguments.items())
        return f"<{self.__name__}({told}) as a program>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            given = self._named(args, kwargs)
        except TypeError:
            if kwargs or len(args) != len(self._tensors()):
                raise
            given = self._in_their_order(args)
        call = inspect.BoundArguments(self._signature, given)
        return self._run(*call.args, **call.kwargs)

    def _named(self, args: Any, kwargs: Any) -> dict[str, Any]:
        """The arguments of a call in the function's own way; those that are fixed may be left out."""
        found = self._signature.bind_partial(*args, **kwargs).arguments
        for name, wanted in self._asked.arguments.items():
            has_tensors = any(isinstance(x, TensorSpec) for x in flatten(wanted))
            if name not in found:
                if has_tensors:
                    raise TypeError(f"{self!r} needs {name!r}")
                found[name] = wanted
            elif has_tensors:
                found[name] = self._fitting(name, wanted, flatten(found[name]))
            elif found[name] is not wanted and not (
                type(found[name]) is type(wanted) and found[name] == wanted
            ):
                raise TypeError(f"{self!r} is for {name}={wanted!r}, and got {found[name]!r}")
        return {name: found[name] for name in self._asked.arguments}

    def _in_their_order(self, args: Any) -> dict[str, Any]:
        waiting = list(args)
        given = {}
        for name, wanted in self._asked.arguments.items():
            count = sum(isinstance(x, TensorSpec) for x in flatten(wanted))
            given[name] = self._fitting(name, wanted, waiting[:count], only_tensors=True)
            del waiting[:count]
        return given

    def _tensors(self) -> list[TensorSpec]:
        return [
            x for value in self._asked.arguments.values() for x in flatten(value) if isinstance(x, TensorSpec)
        ]

    def _fitting(self, name: str, wanted: Any, given: list[Any], only_tensors: bool = False) -> Any:
        """`wanted` with tensors for its specs. Raises TypeError for no tensor, or another shape."""
        asked = flatten(wanted)
        specs = [x for x in asked if isinstance(x, TensorSpec)] if only_tensors else asked
        if len(given) != len(specs):
            raise TypeError(f"{self!r}: {name} has another structure than was asked for")
        tensors = iter([self._fit(name, spec, x) for spec, x in zip(specs, given, strict=True)])
        return pack_like(
            wanted, [next(tensors) if isinstance(x, TensorSpec) or not only_tensors else x for x in asked]
        )

    def _fit(self, name: str, spec: Any, value: Any) -> Any:
        if not isinstance(spec, TensorSpec):
            return value
        if not isinstance(value, Tensor | Variable | np.ndarray | np.generic):
            raise TypeError(f"{self!r} takes a tensor as {name}; got {value!r}")
        tensor = convert_to_tensor(value)
        if tensor.dtype != spec.dtype:
            raise InvalidArgumentError(f"{self!r} takes {spec.dtype.name} as {name}; got {tensor.dtype.name}")
        if not spec.is_compatible_with(tensor):
            raise TypeError(f"{self!r} takes {spec} as {name}; got shape {tensor.array.shape}")
        return tensor


def _specified(leaf: Any) -> Any:
    return TensorSpec.from_tensor(leaf) if isinstance(leaf, Tensor | np.ndarray | np.generic) else leaf
