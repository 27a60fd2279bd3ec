"""TensorArray: a list of tensors of one dtype and shape that a loop fills, and stacks in the end."""

from __future__ import annotations

from typing import Any

import numpy as np

from autodiff_lite.core.convert import Name, as_shape, convert_to_tensor, like
from autodiff_lite.core.tensor import Tensor, TensorLike
from autodiff_lite.errors import InvalidArgumentError, OutOfRangeError, unfit
from autodiff_lite.functions.arguments import whole
from autodiff_lite.functions.shapes import concat, split, stack, unstack
from autodiff_lite.values.dtypes import DType, DTypeLike, as_dtype


class TensorArray:
    """Places for tensors of one dtype and shape, written one at a time. Gradients flow back to what was
    written.

    Args:
        dtype: of the tensors.
        size: how many there are.
        dynamic_size: whether writing further on makes it longer.
        clear_after_read: whether a tensor can be read once only, which is so by default.
        element_shape: the shape of each; by default that of the first one written.

    `write` and its kin return the array, to go on with, as in ``array = array.write(i, x)``.

    >>> squares = ad.TensorArray(ad.float32, size=3)
    >>> for i in range(3):
    ...     squares = squares.write(i, float(i * i))
    >>> squares.stack().numpy().tolist()
    [0.0, 1.0, 4.0]
    """

    def __init__(
        self,
        dtype: DTypeLike,
        size: Any = None,
        dynamic_size: bool | None = None,
        clear_after_read: bool | None = None,
        tensor_array_name: str | None = None,
        handle: Any = None,
        flow: Any = None,
        infer_shape: bool = True,
        element_shape: Any = None,
        colocate_with_first_write_call: bool = True,
        name: Name = None,
    ) -> None:
        if size is None:
            raise ValueError("a TensorArray needs its size, as in TensorArray(float32, size=3)")
        self._dtype = as_dtype(dtype)
        self._dynamic = bool(dynamic_size)
        self._cleared = clear_after_read is None or bool(clear_after_read)
        self._same_shape = bool(infer_shape)
        self._shape = None if element_shape is None else as_shape(element_shape)
        self._tensors: list[Tensor | None] = [None] * int(size)
        self._was_read: set[int] = set()

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return self._dtype

    @property
    def dynamic_size(self) -> bool:
        """Whether writing further on makes it longer."""
        return self._dynamic

    @property
    def element_shape(self) -> tuple[int, ...] | None:
        """The shape of each tensor, or None as long as it is not known."""
        return self._shape

    def size(self, name: Name = None) -> Tensor:
        """How many places there are, as an int32 tensor.

        >>> int(ad.TensorArray(ad.float32, size=3).size())
        3
        """
        return Tensor(np.int32(len(self._tensors)))

    def write(self, index: Any, value: TensorLike, name: Name = None) -> TensorArray:
        """Put `value` at `index`, and return the array.

        Raises `OutOfRangeError` for an index beyond the size, `InvalidArgumentError` for another dtype or
        shape.

        >>> ad.TensorArray(ad.float32, size=2).write(1, 5.0).stack().numpy().tolist()
        [0.0, 5.0]
        """
        place = int(index)
        if place < 0 or (place >= len(self._tensors) and not self._dynamic):
            raise OutOfRangeError(
                f"TensorArray has places 0 to {len(self._tensors) - 1}; index {place} is not one. "
                "dynamic_size=True lets it grow."
            )
        tensor = like(value, Tensor(np.zeros((), self._dtype.dtype)))
        if tensor.dtype != self._dtype:
            raise InvalidArgumentError(
                f"TensorArray holds {self._dtype.name}; got {tensor.dtype.name}. Cast it: "
                f"cast(x, {self._dtype.name!r})."
            )
        if self._shape is None and self._same_shape:
            self._shape = tensor.array.shape
        elif self._shape is not None and tensor.array.shape != self._shape:
            raise unfit("TensorArray.write", f"tensors of one shape, here {self._shape}", tensor)
        self._tensors += [None] * (place + 1 - len(self._tensors))
        self._tensors[place] = tensor
        self._was_read.discard(place)
        return self

    def read(self, index: Any, name: Name = None) -> Tensor:
        """The tensor at `index`; zeros where none was written.

        Raises `OutOfRangeError` beyond the size, `InvalidArgumentError` the second time, unless
        ``clear_after_read=False``.

        >>> float(ad.TensorArray(ad.float32, size=1).write(0, 5.0).read(0))
        5.0
        """
        place = int(index)
        if not 0 <= place < len(self._tensors):
            raise OutOfRangeError(f"TensorArray has {len(self._tensors)} places; index {place} is not one")
        if place in self._was_read:
            raise InvalidArgumentError(
                f"TensorArray: index {place} was read before, and a tensor is let go of when it is read. "
                "Make the array with clear_after_read=False to read twice."
            )
        tensor = self._at(place)
        if self._cleared:
            self._was_read.add(place)
            self._tensors[place] = None
        return tensor

    def _at(self, place: int) -> Tensor:
        tensor = self._tensors[place]
        if tensor is not None:
            return tensor
        if self._shape is None:
            raise ValueError("nothing was written to this TensorArray yet, so its shape is not known")
        return Tensor(np.zeros(self._shape, self._dtype.dtype))

    def stack(self, name: Name = None) -> Tensor:
        """All tensors along a new first axis.

        >>> ad.TensorArray(ad.int32, size=2, element_shape=()).stack().numpy().tolist()
        [0, 0]
        """
        return self.gather(range(len(self._tensors)))

    def gather(self, indices: Any, name: Name = None) -> Tensor:
        """Those at `indices` along a new first axis.

        >>> array = ad.TensorArray(ad.int32, size=3).unstack([7, 8, 9])
        >>> array.gather([2, 0]).numpy().tolist()
        [9, 7]
        """
        places = [int(i) for i in np.ravel(whole(list(indices) if isinstance(indices, range) else indices))]
        if not places:
            return Tensor(np.zeros((0, *(self._shape or ())), self._dtype.dtype))
        return stack([self._at(place) for place in places])

    def concat(self, name: Name = None) -> Tensor:
        """All tensors end to end along their first axis.

        >>> ad.TensorArray(ad.int32, size=2).unstack([[1, 2], [3, 4]]).concat().numpy().tolist()
        [1, 2, 3, 4]
        """
        return concat([self._at(place) for place in range(len(self._tensors))], axis=0)

    def unstack(self, value: TensorLike, name: Name = None) -> TensorArray:
        """Put the slices of `value` along its first axis in place, and return the array.

        >>> int(ad.TensorArray(ad.int32, size=2).unstack([3, 4]).read(1))
        4
        """
        return self._filled(unstack(self._converted(value)))

    def scatter(self, indices: Any, value: TensorLike, name: Name = None) -> TensorArray:
        """Put the slices of `value` at `indices`, and return the array.

        >>> ad.TensorArray(ad.int32, size=2).scatter([1, 0], [3, 4]).stack().numpy().tolist()
        [4, 3]
        """
        for place, part in zip(
            np.ravel(whole(indices)).tolist(), unstack(self._converted(value)), strict=True
        ):
            self.write(place, part)
        return self

    def split(self, value: TensorLike, lengths: Any, name: Name = None) -> TensorArray:
        """Put consecutive parts of `value`, of the lengths given, in place, and return the array.

        >>> ad.TensorArray(ad.int32, size=2).split([3, 4], [1, 1]).read(1).numpy().tolist()
        [4]
        """
        return self._filled(split(self._converted(value), np.atleast_1d(whole(lengths)).tolist()))

    def _converted(self, value: TensorLike) -> Tensor:
        return convert_to_tensor(value, None if hasattr(value, "dtype") else self._dtype)

    def _filled(self, parts: list[Tensor]) -> TensorArray:
        if len(parts) > len(self._tensors) and not self._dynamic:
            raise unfit("TensorArray", f"at most {len(self._tensors)} tensors, its size", len(parts))
        for place, part in enumerate(parts):
            self.write(place, part)
        return self

    def identity(self) -> TensorArray:
        """The array itself.

        >>> array = ad.TensorArray(ad.float32, size=1)
        >>> array.identity() is array
        True
        """
        return self

    def close(self, name: Name = None) -> None:
        """Let go of all tensors.

        >>> ad.TensorArray(ad.float32, size=1).close()
        """
        self._tensors.clear()
