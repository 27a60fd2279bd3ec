"""Variables: the tensors of a program that change, by `assign` alone.

A variable holds a tensor and replaces it when assigned to; what a tape recorded keeps the tensor it was
computed from.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from threading import Lock, get_ident
from typing import Any, NoReturn

from autodiff_lite.completion import OfferedClass
from autodiff_lite.core.convert import Name, convert_to_tensor
from autodiff_lite.core.listeners import thread
from autodiff_lite.core.primitive import apply
from autodiff_lite.core.shaping import identity, with_part
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike, _values
from autodiff_lite.core.writing import held, postponed, unseen_by_tapes, writers
from autodiff_lite.errors import InvalidArgumentError, WrongDtypeError
from autodiff_lite.values.arrays import read_only_copy
from autodiff_lite.values.dtypes import DTypeLike

_serial = itertools.count()
_NOTHING: dict[int, Tensor] = {}


class Variable(Operand, metaclass=OfferedClass):
    """A tensor that can be given new values; tapes watch it by themselves if it is trainable.

    Args:
        initial_value: number, array, tensor, nested lists, or a function of no arguments that makes one.
        trainable: whether tapes watch the variable when it is read.
        name: shown when printed and in drawn graphs.
        dtype: of the elements; by default float32 for Python floats, int32 for ints, NumPy's own for arrays.
        constraint: a function from the value to one that is allowed, which optimizers apply after each step.
        shape: what values may be assigned: a length that is None may be any. By default the initial value's.

    `validate_shape`, `caching_device`, `synchronization` and `aggregation` are TensorFlow's and have no
    effect.

    >>> x = ad.Variable(2.0, name="x")
    >>> x.assign_add(1.0)
    <Variable 'x' shape=() dtype=float32, numpy=3.0>
    """

    __slots__ = ("__weakref__", "_lengths", "_lock", "_value", "constraint", "name", "serial", "trainable")

    def __init__(
        self,
        initial_value: TensorLike = None,
        trainable: bool | None = True,
        name: str | None = None,
        dtype: DTypeLike | None = None,
        constraint: Callable[[Tensor], Any] | None = None,
        shape: Any = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        synchronization: Any = None,
        aggregation: Any = None,
    ) -> None:
        if constraint is not None and not callable(constraint):
            raise ValueError(f"a constraint is a function from a value to a value; got {constraint!r}")
        if initial_value is None:
            raise ValueError("a Variable needs an initial value, as in Variable(2.0); None was given")
        if callable(initial_value) and not isinstance(initial_value, Operand):
            initial_value = initial_value()
        initial = convert_to_tensor(initial_value, dtype=dtype)
        self._lock = Lock()  # threads that change one variable do it one after the other
        self._value = Tensor(read_only_copy(initial.array))
        self.trainable = True if trainable is None else bool(trainable)
        self.serial = next(_serial)
        self.name = "Variable" if name is None else str(name)
        self.constraint = constraint
        self._lengths = initial.array.shape if shape is None else tuple(shape)
        if not self._takes(initial.array.shape):
            raise ValueError(
                f"the initial value has shape {initial.array.shape}, which is not {self._lengths}"
            )
        for tape in thread.listeners:
            tape.stored(self, initial, is_first=True)

    def _takes(self, shape: tuple[int, ...]) -> bool:
        return len(shape) == len(self._lengths) and all(
            wanted is None or n == wanted for n, wanted in zip(shape, self._lengths, strict=True)
        )

    @property
    def keeps_its_shape(self) -> bool:
        """Whether all values that it takes have one shape."""
        return None not in self._lengths

    def read(self) -> Tensor:
        """The tensor that it holds now, to compute with; tapes take note that the variable was read."""
        listeners = thread.listeners
        if not listeners:
            return self._value
        value = self.tensor if held else self._value
        for listener in listeners:
            listener.read(self, value)
        if held and thread.listeners is not listeners:
            return self.read()  # a function's tracer left just now, and carried out what it had put off
        return value

    def value(self) -> Tensor:
        """The value now, as a tensor of its own: it stays when the variable is given another.

        >>> ad.Variable(2.0).value()
        <Tensor: shape=(), dtype=float32, numpy=2.0>
        """
        return apply(identity, (self.read(),))

    read_value = value

    @property
    def tensor(self) -> Tensor:
        """What it holds now, with no tape taking note."""
        # Where nobody listens, as in `init_scope`, no program is meant.
        mine = held.get(get_ident(), _NOTHING) if held and thread.listeners else _NOTHING
        return mine.get(id(self), self._value) if mine else self._value

    @property
    def array(self) -> Any:
        """The NumPy array or scalar inside, not copied; for reading only."""
        return self.tensor.array

    def assign(
        self, value: TensorLike, use_locking: bool = False, name: Name = None, read_value: bool = True
    ) -> Variable:
        """Give the variable a new value of its own shape and dtype, and return the variable.

        Raises `ValueError` if the shape differs, `TypeError` or `ValueError` if the dtype does.

        >>> x = ad.Variable(2.0)
        >>> float(x.assign(5.0))
        5.0
        """
        tensor = self._fitting(value, "assign")
        if thread.listeners and self._is_postponed(".assign", self.assign, tensor, lambda: tensor):
            return self
        with self._lock:
            self._value = Tensor(read_only_copy(tensor.array))
        return self

    def assign_add(
        self, delta: TensorLike, use_locking: bool = False, name: Name = None, read_value: bool = True
    ) -> Variable:
        """Add `delta` (same shape and dtype) to the value, and return the variable.

        >>> x = ad.Variable(2.0)
        >>> float(x.assign_add(0.5))
        2.5
        """
        tensor = self._fitting(delta, "assign_add")
        if thread.listeners and self._is_postponed(
            ".assign_add", self.assign_add, tensor, lambda: self.read() + tensor
        ):
            return self
        with self._lock:
            self._value = Tensor(self._value.array + tensor.array)
        return self

    def assign_sub(
        self, delta: TensorLike, use_locking: bool = False, name: Name = None, read_value: bool = True
    ) -> Variable:
        """Subtract `delta` (same shape and dtype) from the value, and return the variable.

        >>> x = ad.Variable(2.0)
        >>> float(x.assign_sub(0.5))
        1.5
        """
        tensor = self._fitting(delta, "assign_sub")
        if thread.listeners and self._is_postponed(
            ".assign_sub", self.assign_sub, tensor, lambda: self.read() - tensor
        ):
            return self
        with self._lock:
            self._value = Tensor(self._value.array - tensor.array)
        return self

    def assign_part(
        self,
        index: Any,
        value: TensorLike,
        use_locking: bool = False,
        name: Name = None,
        read_value: bool = True,
    ) -> Variable:
        """What ``variable[index].assign(value)`` does: the entries there take on `value`, broadcast."""
        tensor = convert_to_tensor(value, dtype=self.tensor.array.dtype)
        self._with_part(index, tensor)  # fits, or is told at once
        for tape in thread.listeners:
            tape.stored(self, tensor)
        if thread.listeners and self._is_postponed(
            "[...].assign",
            partial(self.assign_part, index),
            tensor,
            lambda: apply(with_part, (self.read(), tensor), {"index": index}),
        ):
            return self
        with self._lock:
            self._value = self._with_part(index, tensor)
        return self

    def _with_part(self, index: Any, part: Tensor) -> Tensor:
        array = self.tensor.array
        try:
            return Tensor(with_part.forward(array, part.array, index=index))
        except ValueError:
            raise InvalidArgumentError(
                f"assign: a value of shape {part.array.shape} does not fit a slice of shape "
                f"{array[index].shape} of variable '{self.name}'"
            ) from None

    def begin_anew(self) -> None:
        """Hold the same numbers as another tensor. A tape that begins to watch calls this."""
        if writers():
            with unseen_by_tapes():
                held[get_ident()][id(self)] = apply(identity, (self.read(),))
        else:
            with self._lock:
                self._value = Tensor(self._value.array)

    def _is_postponed(
        self,
        called: str,
        change: Callable[..., Any],
        tensor: Tensor,
        becomes: Callable[[], Tensor],
    ) -> bool:
        return postponed(self.name + called, change, [tensor], [self], becomes)

    def _fitting(self, value: TensorLike, method: str) -> Tensor:
        if value is None:
            raise ValueError(
                f"{method} got None for variable '{self.name}' of shape {self.array.shape}. A gradient that "
                "is None means that the target does not depend on the variable; explain_none(tape, target, "
                "source) says why."
            )
        array = self.tensor.array
        if (
            type(value) is Tensor
            and value.array.dtype is array.dtype
            and value.array.shape == array.shape
            and not thread.listeners
        ):
            return value
        if array.dtype.kind in "iu" and isinstance(value, float):
            raise WrongDtypeError(
                f"{method}: variable '{self.name}' holds {array.dtype.name} values, and {value!r} is a "
                f"float. Make it a variable of floats: Variable({'floats' if array.ndim else float(array)})."
            )
        tensor = convert_to_tensor(value, dtype=array.dtype)
        if tensor.array.shape != array.shape and not (method == "assign" and self._takes(tensor.array.shape)):
            raise InvalidArgumentError(
                f"{method}: variable '{self.name}' has shape {self.array.shape}, the value has shape "
                f"{tensor.array.shape}; they must be the same. Reshape the value, or make a new Variable."
            )
        for tape in thread.listeners:
            tape.stored(self, tensor)
        return tensor

    def _unchanged_by_sign(self, other: object) -> NoReturn:
        raise RuntimeError(
            f"variable '{self.name}' does not change by `+=` and its like. Write v.assign_add(value) or "
            "v.assign_sub(value) to change it, or w = v + value for a new tensor."
        )

    __iadd__ = __isub__ = __imul__ = __itruediv__ = __ipow__ = _unchanged_by_sign

    def __repr__(self) -> str:
        array = self.array
        return f"<Variable '{self.name}' shape={array.shape} dtype={array.dtype.name}, numpy={_values(self)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Variable, (self.array, self.trainable, self.name, None, self.constraint, self._lengths)

    def __deepcopy__(self, memo: dict[int, object]) -> Variable:
        copy = Variable(
            self.array, self.trainable, self.name, constraint=self.constraint, shape=self._lengths
        )
        memo[id(self)] = copy
        return copy
