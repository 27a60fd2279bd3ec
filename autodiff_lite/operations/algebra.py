"""Matrix products and linear algebra under TensorFlow's names.

Matrices are the last two axes, those before them a batch.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from autodiff_lite.convert import convert_to_tensor
from autodiff_lite.errors import InvalidArgumentError, WrongDtypeError
from autodiff_lite.operations.elementwise import alike, cast, floating, log, multiply, numeric
from autodiff_lite.operations.reductions import one_axis, reduce_sum
from autodiff_lite.operations.shapes import expand_dims, reshape, squeeze, transpose
from autodiff_lite.primitive import apply
from autodiff_lite.primitives import algebra as p
from autodiff_lite.tensor import Tensor, TensorLike

# What `ad.linalg` has of these.
# fmt: off
__all__ = [
    "band_part", "cholesky", "det", "diag", "diag_part", "einsum", "inv", "logdet", "matmul",
    "matrix_transpose", "matvec", "slogdet", "solve", "tensordot", "trace",
]
# fmt: on


_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class SlogdetResult(NamedTuple):
    """Sign and logarithm of the absolute value of a determinant."""

    sign: Tensor
    log_abs_determinant: Tensor


def matmul(
    a: TensorLike,
    b: TensorLike,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    name: str | None = None,
) -> Tensor:
    """The matrix product: ``(..., n, k)`` times ``(..., k, m)`` gives ``(..., n, m)``; batches broadcast.

    Raises `InvalidArgumentError` when the inner lengths differ or an operand is no matrix.

    >>> ad.matmul([[1.0, 2.0]], [[3.0], [4.0]]).numpy().tolist()
    [[11.0]]
    """
    x, y = alike(a, b, "matmul")
    if x.array.dtype.kind == "b":
        raise WrongDtypeError("matmul needs numbers; got truth values. Cast them: cast(x, 'float32').")
    if (transpose_a and adjoint_a) or (transpose_b and adjoint_b):
        raise ValueError("matmul: give transpose or adjoint, not both; of real matrices they are the same")
    if x.array.ndim < 2 or y.array.ndim < 2:
        raise InvalidArgumentError(
            f"matmul takes matrices (at least 2 axes); got shapes {x.array.shape} and {y.array.shape}. For a "
            "vector use linalg.matvec(A, x), or expand_dims(x, -1)."
        )
    if transpose_a or adjoint_a:
        x = apply(p.matrix_transpose, (x,))
    if transpose_b or adjoint_b:
        y = apply(p.matrix_transpose, (y,))
    if x.array.shape[-1] != y.array.shape[-2]:
        raise InvalidArgumentError(
            "matmul: the columns of the first must be as many as the rows of the second; got shapes "
            f"{x.array.shape} and {y.array.shape}, and {x.array.shape[-1]} is not {y.array.shape[-2]}. A "
            "transpose may be missing."
        )
    return apply(p.matmul, (x, y))


def matvec(
    a: TensorLike, b: TensorLike, transpose_a: bool = False, adjoint_a: bool = False, name: str | None = None
) -> Tensor:
    """The product of a matrix ``(..., n, k)`` and a vector ``(..., k)``.

    >>> ad.linalg.matvec([[1.0, 2.0]], [3.0, 4.0]).numpy().tolist()
    [11.0]
    """
    x, y = alike(a, b, "matvec")
    return squeeze(matmul(x, expand_dims(y, -1), transpose_a=transpose_a or adjoint_a), axis=-1)


def tensordot(a: TensorLike, b: TensorLike, axes: Any, name: str | None = None) -> Tensor:
    """Products summed over pairs of axes: the last n of `a` and first n of `b`, or the lists ``[axes_a,
    axes_b]``.

    >>> ad.tensordot([1.0, 2.0], [3.0, 4.0], axes=1).numpy().item()
    11.0
    """
    x, y = alike(convert_to_tensor(a), convert_to_tensor(b), "tensordot")
    by_a, by_b = _paired_axes(x, y, axes)
    free_a = [i for i in range(x.array.ndim) if i not in by_a]
    free_b = [i for i in range(y.array.ndim) if i not in by_b]
    rows, inner = ([x.array.shape[i] for i in places] for places in (free_a, by_a))
    columns, same = ([y.array.shape[i] for i in places] for places in (free_b, by_b))
    if inner != same:
        given = f"axes {by_a} of {x.array.shape} and {by_b} of {y.array.shape}"
        raise InvalidArgumentError(f"tensordot: {given} differ in length")
    left = reshape(transpose(x, free_a + by_a), (math.prod(rows), math.prod(inner)))
    right = reshape(transpose(y, by_b + free_b), (math.prod(inner), math.prod(columns)))
    return reshape(matmul(left, right), (*rows, *columns))


def _paired_axes(x: Tensor, y: Tensor, axes: Any) -> tuple[list[int], list[int]]:
    if isinstance(axes, int | np.integer):
        if not 0 <= axes <= min(x.array.ndim, y.array.ndim):
            raise InvalidArgumentError(
                f"tensordot: {axes} axes of shapes {x.array.shape} and {y.array.shape}"
            )
        return list(range(x.array.ndim))[x.array.ndim - axes :], list(range(axes))
    by_a, by_b = (
        [one_axis(i, of.array.ndim, "tensordot") for i in np.atleast_1d(part).tolist()]
        for of, part in zip((x, y), axes, strict=True)
    )
    if len(by_a) != len(by_b):
        raise ValueError(f"tensordot: as many axes are needed on both sides; got {by_a} and {by_b}")
    return by_a, by_b


def einsum(equation: str, *inputs: TensorLike, **ignored: Any) -> Tensor:
    """Einstein's summation: letters name axes, products are summed over letters missing on the right of
    ``->``.

    Takes implicit results, ``...`` and repeated letters. Raises `ValueError` for an equation that does not
    fit.

    >>> ad.einsum("ij,j->i", [[1.0, 2.0]], [3.0, 4.0]).numpy().tolist()
    [11.0]
    """
    operands = [convert_to_tensor(x) for x in inputs]
    operands[1:] = [alike(operands[0], x, "einsum")[1] for x in operands[1:]]
    letters, result = _letters(equation, operands)
    names: list[str] = []
    ties: dict[str, Tensor] = {}
    for own, x in zip(letters, operands, strict=True):
        plain = ""
        for place, letter in enumerate(own):
            if letter in plain:
                # The diagonal: a letter of its own for the second axis, tied to the first by an identity.
                new = _unused("".join([*letters, *ties, result]))
                ties[letter + new] = Tensor(np.eye(x.array.shape[place], dtype=x.array.dtype))
                letter = new
            plain += letter
        names.append(plain)
    return apply(p.einsum, (*operands, *ties.values()), {"letters": (*names, *ties), "result": result})


def _unused(taken: str) -> str:
    return next(c for c in _ALPHABET if c not in taken)


def _letters(equation: str, operands: list[Tensor]) -> tuple[list[str], str]:
    """The equation with ``...`` and an implicit result written out."""
    text = equation.replace(" ", "")
    left, arrow, right = text.partition("->")
    letters = left.split(",")
    if len(letters) != len(operands):
        raise ValueError(f"einsum: {equation!r} names {len(letters)} operands; got {len(operands)}")
    counts = [x.array.ndim - len(own.replace("...", "")) for own, x in zip(letters, operands, strict=True)]
    hidden = ""
    while len(hidden) < max((n for n, own in zip(counts, letters, strict=True) if "..." in own), default=0):
        hidden += _unused(text + hidden)
    written = []
    for own, count, x in zip(letters, counts, operands, strict=True):
        if count < 0 or (count and "..." not in own):
            raise ValueError(
                f"einsum: {own!r} in {equation!r} does not name the axes of shape {x.array.shape}"
            )
        written.append(own.replace("...", hidden[len(hidden) - count :]))
    joined = "".join(written)
    if not arrow:
        right = "..." + "".join(sorted(c for c in set(joined) - set(hidden) if joined.count(c) == 1))
    right = right.replace("...", hidden)
    if set(right) - set(joined) or len(set(right)) < len(right) or not set(joined) <= set(_ALPHABET):
        raise ValueError(f"einsum: the result of {equation!r} must name letters of the left side, each once")
    return written, right


def _matrices(input: TensorLike, operation: str, square: bool = True) -> Tensor:
    x = floating(input, operation) if square else numeric(input, operation)
    shape = x.array.shape
    if len(shape) < 2 or (square and shape[-1] != shape[-2]):
        wanted = "square matrices, shape (..., n, n)" if square else "matrices, shape (..., n, m)"
        raise InvalidArgumentError(f"{operation} takes {wanted}; got shape {shape}")
    return x


def inv(input: TensorLike, adjoint: bool = False, name: str | None = None) -> Tensor:
    """The inverse of square matrices. Raises `InvalidArgumentError` for singular ones.

    >>> ad.linalg.inv([[2.0, 0.0], [0.0, 4.0]]).numpy().tolist()
    [[0.5, 0.0], [0.0, 0.25]]
    """
    inverted = apply(p.inverse, (_matrices(input, "inv"),))
    return apply(p.matrix_transpose, (inverted,)) if adjoint else inverted


def solve(matrix: TensorLike, rhs: TensorLike, adjoint: bool = False, name: str | None = None) -> Tensor:
    """X with ``matrix @ X = rhs``, where `rhs` has shape ``(..., n, m)``.

    >>> ad.linalg.solve([[2.0, 0.0], [0.0, 4.0]], [[2.0], [2.0]]).numpy().tolist()
    [[1.0], [0.5]]
    """
    a, b = alike(matrix, rhs, "solve")
    a = _matrices(a, "solve")
    shapes = f"a matrix of shape {a.array.shape} and a right-hand side of shape {b.array.shape}"
    if b.array.ndim < 2 or b.array.shape[-2] != a.array.shape[-1]:
        raise InvalidArgumentError(f"solve takes (..., n, n) and (..., n, m); got {shapes}")
    if a.array.shape[:-2] != b.array.shape[:-2]:
        raise InvalidArgumentError(
            f"solve: the axes before the last two, the batch, must be the same; got {shapes}. "
            "broadcast_to(b, ...) makes them so."
        )
    return apply(p.solve, (apply(p.matrix_transpose, (a,)) if adjoint else a, b))


def det(input: TensorLike, name: str | None = None) -> Tensor:
    """The determinant of square matrices.

    >>> round(float(ad.linalg.det([[1.0, 2.0], [3.0, 4.0]])), 4)
    -2.0
    """
    return apply(p.determinant, (_matrices(input, "det"),))


def slogdet(input: TensorLike, name: str | None = None) -> SlogdetResult:
    """Sign of the determinant, and logarithm of its absolute value.

    >>> round(float(ad.linalg.slogdet([[2.0, 0.0], [0.0, 0.5]])[1]), 4)
    0.0
    """
    x = _matrices(input, "slogdet")
    return SlogdetResult(apply(p.determinant_sign, (x,)), apply(p.log_abs_determinant, (x,)))


def logdet(matrix: TensorLike, name: str | None = None) -> Tensor:
    """The logarithm of the determinant of positive definite matrices.

    >>> round(float(ad.linalg.logdet([[2.0, 0.0], [0.0, 0.5]])), 4)
    0.0
    """
    return multiply(reduce_sum(log(diag_part(cholesky(matrix))), axis=-1), 2.0)


def cholesky(input: TensorLike, name: str | None = None) -> Tensor:
    """The lower triangular L with L Lᵀ = input, for symmetric positive definite matrices.

    >>> ad.linalg.cholesky([[4.0, 0.0], [0.0, 9.0]]).numpy().tolist()
    [[2.0, 0.0], [0.0, 3.0]]
    """
    return apply(p.cholesky, (_matrices(input, "cholesky"),))


def diag_part(input: TensorLike, name: str | None = None, k: int = 0) -> Tensor:
    """The diagonal of matrices; `k` above 0 for one above the main one, below 0 for one below.

    >>> ad.linalg.diag_part([[1.0, 2.0], [3.0, 4.0]]).numpy().tolist()
    [1.0, 4.0]
    """
    x = convert_to_tensor(input)
    if x.array.ndim < 2:
        raise InvalidArgumentError(f"diag_part takes matrices; got shape {x.array.shape}")
    rows, columns = x.array.shape[-2:]
    if k and not -rows < k < columns:
        raise InvalidArgumentError(f"diag_part: a {rows} x {columns} matrix has no diagonal k={k}")
    return apply(p.diagonal, (x,), {"offset": int(k)})


def diag(diagonal: TensorLike, name: str | None = None, k: int = 0) -> Tensor:
    """Square matrices with `diagonal` on their (k-th) diagonal and zeros elsewhere.

    >>> ad.linalg.diag([1.0, 2.0]).numpy().tolist()
    [[1.0, 0.0], [0.0, 2.0]]
    """
    x = convert_to_tensor(diagonal)
    if not x.array.ndim:
        raise InvalidArgumentError("diag takes a vector, or a batch of them; got a scalar")
    side = x.array.shape[-1] + abs(int(k))
    return apply(p.embed_diagonal, (x,), {"shape": (side, side), "offset": int(k)})


def trace(x: TensorLike, name: str | None = None) -> Tensor:
    """The sum of the diagonal.

    >>> ad.linalg.trace([[1.0, 2.0], [3.0, 4.0]]).numpy().item()
    5.0
    """
    return reduce_sum(diag_part(x), axis=-1)


def band_part(input: TensorLike, num_lower: int, num_upper: int, name: str | None = None) -> Tensor:
    """Matrices with zeros but for so many diagonals below and above the main one; -1 keeps all.

    >>> ad.linalg.band_part([[1.0, 2.0], [3.0, 4.0]], -1, 0).numpy().tolist()
    [[1.0, 0.0], [3.0, 4.0]]
    """
    x = _matrices(input, "band_part", square=False)
    rows, columns = np.indices(x.array.shape[-2:])
    lower = (num_lower < 0) | (rows - columns <= num_lower)
    upper = (num_upper < 0) | (columns - rows <= num_upper)
    return multiply(x, cast(lower & upper, x.array.dtype))


def matrix_transpose(a: TensorLike, name: str | None = None, conjugate: bool = False) -> Tensor:
    """The last two axes exchanged.

    >>> ad.linalg.matrix_transpose([[1.0, 2.0]]).shape
    TensorShape([2, 1])
    """
    return apply(p.matrix_transpose, (_matrices(a, "matrix_transpose", square=False),))
