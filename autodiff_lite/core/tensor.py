"""Tensors: NumPy arrays that do not change and that tapes can tell apart.

To a tape a tensor is what it is by its identity, and three attributes: `array` holds its numbers, `marks` say
on which records it is an output, `made_by` names the operation. All else here is how programs look at values.

Operators (`+`, `@`, indexing, ...) are put on `Operand` by the module `functions.operators`, so that this one
knows nothing of operations. `Offered` sees to it that completion offers what programs use; `Absent` says what
is meant by names that tensors do not have, as `.T`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from autodiff_lite.completion import Offered, OfferedClass
from autodiff_lite.core.listeners import thread
from autodiff_lite.core.writing import is_unknown, value_used
from autodiff_lite.hints import MEANT_ATTRIBUTES, Absent
from autodiff_lite.values.dtypes import DType, as_dtype
from autodiff_lite.values.shape import TensorShape

TensorLike = Any
"""A tensor, a variable, a NumPy array, a number, or nested lists of numbers."""


class Reference:
    """A hashable stand-in for a tensor or variable, to use as a key; see `Operand.ref`."""

    __slots__ = ("_referent",)

    def __init__(self, referent: Operand) -> None:
        self._referent = referent

    def deref(self) -> Operand:
        """The tensor or variable itself."""
        return self._referent

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and other._referent is self._referent

    def __hash__(self) -> int:
        return id(self._referent)


class Operand(Offered):
    """What tensors and variables have in common: operators, and ways to look at the values."""

    __slots__ = ()
    # NumPy leaves `array * tensor` to the tensor.
    __array_priority__ = 100.0

    def __hash__(self) -> int:
        raise TypeError(
            f"unhashable: a {type(self).__name__} compares entry by entry, so it is no key of a dict or set. "
            "Use its reference: {x.ref(): ...}, and key.deref() for the tensor."
        )

    def read(self) -> Tensor:
        """The tensor to compute with; for a variable, its value now, and tapes take note."""
        raise NotImplementedError

    array: Any
    """The NumPy array or scalar inside, not copied; for reading only."""

    tensor: Any
    """The tensor itself, or what a variable holds, with no tape taking note."""

    @property
    def shape(self) -> TensorShape:
        """The length of each axis."""
        return TensorShape(self.array.shape)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return int(self.array.ndim)

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return as_dtype(self.array.dtype)

    def get_shape(self) -> TensorShape:
        """The length of each axis.

        >>> ad.zeros((2, 3)).get_shape()
        TensorShape([2, 3])
        """
        return self.shape

    def numpy(self) -> Any:
        """The values as a NumPy array of their own (a NumPy scalar for shape ``()``). Leaves the tape.

        >>> ad.constant([1.0, 2.0]).numpy()
        array([1., 2.], dtype=float32)
        """
        array = self._array_that_leaves()
        return array.copy() if array.ndim else array[()]

    def _array_that_leaves(self) -> Any:
        if thread.listeners:
            value = self.read()
            for tape in thread.listeners:
                tape.left_through_numpy(value)
        return self.array

    def ref(self) -> Reference:
        """A key for dictionaries and sets: tensors compare element by element, so they cannot be keys.

        >>> x = ad.constant(1.0)
        >>> {x.ref(): "x"}[x.ref()]
        'x'
        """
        return Reference(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        array = np.asarray(self._array_that_leaves())
        return array.astype(dtype) if dtype is not None and dtype != array.dtype else array.copy()

    def __float__(self) -> float:
        return float(self._single("float"))

    def __int__(self) -> int:
        return int(self._single("int"))

    def __complex__(self) -> complex:
        return complex(self._single("complex"))

    def __index__(self) -> int:
        if self.array.dtype.kind not in "iu" or self.array.ndim:
            raise TypeError(
                f"only an integer tensor of shape () can be an index; this one is {self.dtype.name} with "
                f"shape {self.array.shape}"
            )
        value_used(self.read(), "an index")
        return int(self.array)

    def __format__(self, spec: str) -> str:
        if not spec:
            return str(self)
        if is_unknown(self.read()):
            raise TypeError(
                f"{spec!r} formats a number that is known only when the program runs which @function writes. "
                "autodiff_lite's print(...) prints it each time; Python's runs once."
            )
        if self.array.ndim:
            raise TypeError(
                f"{spec!r} formats one number; this {type(self).__name__} has shape {self.array.shape}. Take "
                "one entry, as in f'{x[0]:.2f}', or round them all: f'{x.numpy().round(2)}'."
            )
        return format(self.array.item(), spec)

    def _single(self, wanted: str) -> Any:
        array = self._array_that_leaves()
        if array.ndim:
            raise TypeError(
                f"{wanted}() needs a tensor of shape (); this {type(self).__name__} has shape {array.shape}. "
                "Take one entry, as in x[0], or reduce it, as in reduce_sum(x)."
            )
        return array.item()

    def __bool__(self) -> bool:
        array = self.array
        if array.size > 1:
            raise ValueError(
                f"the truth of a tensor of shape {array.shape} is ambiguous: is it true if any entry is, or "
                "if all are? Say so with reduce_any(...) or reduce_all(...)."
            )
        if thread.listeners:
            value = self.read()
            for tape in thread.listeners:
                tape.decided(value)
        return bool(array.any())

    def __len__(self) -> int:
        if not self.array.ndim:
            raise TypeError("a scalar tensor (shape ()) has no len()")
        return int(self.array.shape[0])

    def __setitem__(self, index: object, value: object) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} does not support item assignment: tensors do not change. Build a new "
            "tensor (stack, concat, where), or give a Variable its new value with .assign(...)."
        )

    def __deepcopy__(self, memo: dict[int, object]) -> Operand:
        return self

    if TYPE_CHECKING:  # the module `operators` puts these in place

        def _with(self, other: TensorLike) -> Tensor: ...
        def _alone(self) -> Tensor: ...

        __add__ = __sub__ = __mul__ = __truediv__ = __floordiv__ = __mod__ = __pow__ = __matmul__ = _with
        __radd__ = __rsub__ = __rmul__ = __rtruediv__ = __rfloordiv__ = __rmod__ = __rpow__ = _with
        __and__ = __or__ = __xor__ = __rmatmul__ = __rand__ = __ror__ = __rxor__ = _with
        __lt__ = __le__ = __gt__ = __ge__ = _with
        __neg__ = __pos__ = __abs__ = __invert__ = _alone

        def __eq__(self, other: object) -> Any: ...
        def __ne__(self, other: object) -> Any: ...
        def __getitem__(self, index: Any) -> Tensor: ...
        def __iter__(self) -> Iterator[Tensor]: ...


class Tensor(Operand, metaclass=OfferedClass):
    """An array of numbers that does not change. Make one with `constant`, or as an operation's result.

    >>> ad.constant([[1.0, 2.0]])
    <Tensor: shape=(1, 2), dtype=float32, numpy=array([[1., 2.]], dtype=float32)>
    """

    __slots__ = ("__weakref__", "array", "made_by", "marks", "part_of")
    part_of: tuple[Any, Any]  # set for slices of a variable alone: the variable, and the index

    def __init__(self, array: Any, made_by: str | None = None) -> None:
        self.array = array
        self.made_by = made_by
        self.marks: tuple[object, ...] = ()
        """One mark for each tape on whose record this tensor is an operation's output. A mark is a plain
        object: a tensor keeps no tape alive."""

    def value(self) -> Tensor:
        """The tensor itself.

        >>> ad.constant(2.0).value()
        <Tensor: shape=(), dtype=float32, numpy=2.0>
        """
        return self

    read = __copy__ = value
    tensor = property(value)

    def __reduce__(self) -> tuple[Any, ...]:
        return Tensor, (self.array, self.made_by)

    def __repr__(self) -> str:
        if is_unknown(self):
            return f"<{self}>"
        return f"<Tensor: shape={self.array.shape}, dtype={self.array.dtype.name}, numpy={_values(self)}>"

    def __format__(self, spec: str) -> str:
        # In a text the values alone, as print() of an array has them.
        if is_unknown(self):
            return super().__format__(spec)
        return super().__format__(spec) if spec else str(self.array if self.array.ndim else self.array.item())

    def __str__(self) -> str:
        if is_unknown(self):  # the numbers are those of one call, and the text would be that of all
            made_by = "" if self.made_by is None else f"{self.made_by}, "
            return f"Tensor({made_by}shape={self.array.shape}, dtype={self.array.dtype.name})"
        return f"Tensor({self.array!s}, shape={self.array.shape}, dtype={self.array.dtype.name})"


class _AssignToPart(Absent):
    """`assign` of a tensor, which is there for slices of variables alone."""

    def __get__(self, instance: Any, owner: type) -> Any:
        try:
            variable, index = instance.part_of
        except AttributeError:
            super().__get__(instance, owner)
        return partial(variable.assign_part, index)


for _name, _meant in MEANT_ATTRIBUTES.items():
    setattr(Operand, _name, Absent(_name, _meant))
Tensor.assign = _AssignToPart(  # type: ignore[attr-defined]
    "assign",
    "a Variable, which has it, or a slice of one, v[0].assign(value): a tensor does not change. For a tensor "
    "with other entries there is tensor_scatter_nd_update",
)

new = object.__new__
"""``new(Tensor)`` goes round `Tensor.__init__`, whose call takes as long as an addition of scalars. It is for
the places through which most operations pass; they set each attribute."""


def _values(operand: Operand) -> str:
    """The values as NumPy would show them; scalars as plain numbers."""
    array = operand.array
    return repr(array) if array.ndim else str(array[()])
