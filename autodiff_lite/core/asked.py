"""What a tape is asked: targets, sources, and how; checked before the tape is used."""

from __future__ import annotations

import warnings
from enum import Enum
from typing import Any

from autodiff_lite.core.tensor import Operand
from autodiff_lite.values.nested import flatten


class UnconnectedGradients(Enum):
    """What `GradientTape.gradient` gives for a source that the target does not depend on."""

    NONE = "none"
    ZERO = "zero"

    def __repr__(self) -> str:
        return str(self)


Nested = Any
"""A tensor or a variable, or lists, tuples and dicts of them in any depth."""


def is_zero(unconnected: UnconnectedGradients | str) -> bool:
    """Whether zeros are wanted for a source that the target does not depend on."""
    return UnconnectedGradients(unconnected) is UnconnectedGradients.ZERO


def single(operand: Any, role: str) -> Operand:
    """One tensor or variable; raises `ValueError` for a list of them."""
    found = operands(operand, role)
    if not isinstance(operand, Operand):
        raise ValueError(f"batch_jacobian() takes one tensor as its {role}; call it for each of a list")
    return found[0]


def operands(nested: Any, role: str) -> list[Operand]:
    """The tensors and variables in a structure of them; raises `TypeError` for anything else."""
    if isinstance(nested, Operand):
        return [nested]
    leaves = flatten(nested)
    for leaf in leaves:
        if not isinstance(leaf, Operand):
            raise TypeError(
                f"a {role} must be a tensor or a variable, or a list or dict of them; got {leaf!r} "
                f"({type(leaf).__name__}). Keep what the operations returned: numbers, None and NumPy "
                "arrays are not on the tape."
            )
    return leaves


def refuse_loop(use_pfor: bool, is_persistent: bool) -> None:
    """Raise what TensorFlow raises for ``experimental_use_pfor=False`` on a tape that is not persistent."""
    if not use_pfor and not is_persistent:
        raise RuntimeError(
            "experimental_use_pfor=False asks for a gradient of its own for each entry: that takes a tape "
            "with persistent=True. Leave it out: there is one way here, and it works with any tape."
        )


def warn_of_whole_numbers(watched: Operand) -> None:
    """Tell the program that called `GradientTape.watch` that it has no effect."""
    kind = watched.array.dtype.name
    told = f"watch() does nothing with {kind} values, which have no derivative. Write floats: constant(3.0)."
    warnings.warn(told, UserWarning, stacklevel=3)
