"""Matrix products, linear algebra and decompositions under TensorFlow's names.

Matrices are the last two axes, those before them a batch.
"""

from __future__ import annotations

from math import prod
from string import ascii_letters
from typing import Any, NamedTuple

import numpy as np

from autodiff_lite.core.convert import Name, convert_to_tensor, like
from autodiff_lite.core.primitive import applied_to_two, apply
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.core.writing import value_used
from autodiff_lite.errors import WrongDtypeError, unfit
from autodiff_lite.functions.arguments import axes_of, matrices
from autodiff_lite.functions.elementwise import cast
from autodiff_lite.functions.made import cholesky, log, multiply, reduce_sum
from autodiff_lite.functions.operands import alike, floating
from autodiff_lite.functions.shapes import concat, expand_dims, reshape, squeeze, transpose
from autodiff_lite.table import algebra as p
from autodiff_lite.table import decompositions as d

# What `ad.linalg` has of these.
# fmt: off
__all__ = [
    "band_part", "diag", "diag_part", "eigh", "eigvalsh", "einsum", "inv", "logdet", "matmul",
    "matrix_transpose", "matvec", "slogdet", "solve", "svd", "tensordot", "trace",
]
# fmt: on


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
    name: Name = None,
) -> Tensor:
    """The matrix product: ``(..., n, k)`` times ``(..., k, m)`` gives ``(..., n, m)``; batches broadcast.

    Raises `InvalidArgumentError` when the inner lengths differ or an operand is no matrix.

    >>> ad.matmul([[1.0, 2.0]], [[3.0], [4.0]]).numpy().tolist()
    [[11.0]]
    """
    x, y = alike(a if type(a) is Tensor else convert_to_tensor(a), b, "matmul")
    if x.array.dtype.kind == "b":
        raise WrongDtypeError("matmul needs numbers; got truth values. Cast them: cast(x, 'float32').")
    if (transpose_a and adjoint_a) or (transpose_b and adjoint_b):
        raise ValueError("matmul: give transpose or adjoint, not both; of real matrices they are the same")
    if x.array.ndim < 2 or y.array.ndim < 2:
        raise unfit("matmul", "matrices (for a vector linalg.matvec(A, x), or expand_dims(x, -1))", x, y)
    if transpose_a or adjoint_a:
        x = apply(p.matrix_transpose, (x,))
    if transpose_b or adjoint_b:
        y = apply(p.matrix_transpose, (y,))
    if x.array.shape[-1] != y.array.shape[-2]:
        differ = f"{x.array.shape[-1]} is not {y.array.shape[-2]}; a transpose may be missing"
        raise unfit("matmul", f"as many columns of the first as rows of the second ({differ})", x, y)
    return _product(x, y)


# Of tensors that are known to fit.
_product = applied_to_two(p.matmul, np.dtype(np.float32), lambda x, y: (x, y))


def matvec(
    a: TensorLike, b: TensorLike, transpose_a: bool = False, adjoint_a: bool = False, name: Name = None
) -> Tensor:
    """The product of a matrix ``(..., n, k)`` and a vector ``(..., k)``.

    >>> ad.linalg.matvec([[1.0, 2.0]], [3.0, 4.0]).numpy().tolist()
    [11.0]
    """
    x, y = alike(convert_to_tensor(a), convert_to_tensor(b), "matvec")
    return squeeze(matmul(x, expand_dims(y, -1), transpose_a=transpose_a or adjoint_a), axis=-1)


def tensordot(a: TensorLike, b: TensorLike, axes: Any, name: Name = None) -> Tensor:
    """Products summed over pairs of axes: the last n of `a` and first n of `b`, or the lists ``[axes_a,
    axes_b]``.

    >>> ad.tensordot([1.0, 2.0], [3.0, 4.0], axes=1).numpy().item()
    11.0
    """
    x, y = alike(convert_to_tensor(a), convert_to_tensor(b), "tensordot")
    if isinstance(axes, int | np.integer):
        if not 0 <= axes <= min(x.array.ndim, y.array.ndim):
            raise unfit("tensordot", f"{axes} axes that both operands have", x, y)
        axes = range(x.array.ndim - axes, x.array.ndim), range(axes)
    of_x, of_y = (axes_of(own, t.array.ndim, "tensordot") or () for own, t in zip(axes, (x, y), strict=True))
    if [x.array.shape[i] for i in of_x] != [y.array.shape[i] for i in of_y]:
        raise unfit("tensordot", f"pairs of axes of one length; {of_x} and {of_y} do not pair", x, y)
    kept_x = [i for i in range(x.array.ndim) if i not in of_x]
    kept_y = [i for i in range(y.array.ndim) if i not in of_y]
    left, right = transpose(x, (*kept_x, *of_x)), transpose(y, (*of_y, *kept_y))
    rows, inner = left.array.shape[: len(kept_x)], left.array.shape[len(kept_x) :]
    columns = right.array.shape[len(of_y) :]
    product = matmul(reshape(left, (prod(rows), prod(inner))), reshape(right, (prod(inner), prod(columns))))
    return reshape(product, (*rows, *columns))


def einsum(equation: str, *inputs: TensorLike, **ignored: Any) -> Tensor:
    """Einstein's summation: letters name axes, products are summed over letters missing on the right of
    ``->``.

    Takes implicit results, ``...`` and repeated letters. Raises `ValueError` for an equation that does not
    fit.

    >>> ad.einsum("ij,j->i", [[1.0, 2.0]], [3.0, 4.0]).numpy().tolist()
    [11.0]
    """
    known = convert_to_tensor(
        next((x for x in inputs if isinstance(x, Operand)), inputs[0] if inputs else 0.0)
    )
    operands = [like(x, known) for x in inputs]
    for x in operands:
        alike(known, x, "einsum")
    names, result = _written_out(equation, operands)
    ties: dict[str, Tensor] = {}
    for k, x in enumerate(operands):
        for place, letter in enumerate(names[k]):
            if letter in names[k][:place]:
                # The diagonal: a letter of its own for the second axis, tied to the first by an identity.
                new = _unused("".join([*names, *ties, result]))[0]
                ties[letter + new] = Tensor(np.eye(x.array.shape[place], dtype=x.array.dtype))
                names[k] = names[k][:place] + new + names[k][place + 1 :]
    return apply(p.einsum, (*operands, *ties.values()), {"letters": (*names, *ties), "result": result})


def _unused(taken: str) -> str:
    return "".join(c for c in ascii_letters if c not in taken)


def _written_out(equation: str, operands: list[Tensor]) -> tuple[list[str], str]:
    """The letters of each operand and of the result, with those that ``...`` and an implicit result mean."""
    left, arrow, result = equation.replace(" ", "").partition("->")
    names = left.split(",")
    if len(names) != len(operands):
        raise ValueError(f"einsum: {equation!r} names {len(names)} operands; got {len(operands)}")
    counts = [x.array.ndim - len(own.replace("...", "")) for own, x in zip(names, operands, strict=True)]
    most = max((n for own, n in zip(names, counts, strict=True) if "..." in own), default=0)
    hidden = _unused(equation)[:most] if most > 0 else ""
    for k, (own, count) in enumerate(zip(names, counts, strict=True)):
        if count < 0 or (count and "..." not in own):
            raise unfit("einsum", f"for {own!r} in {equation!r} an operand of as many axes", operands[k])
        names[k] = own.replace("...", hidden[len(hidden) - count :])
    if not arrow:
        joined = "".join(names)
        result = "..." + "".join(c for c in sorted(joined) if joined.count(c) == 1 and c not in hidden)
    return names, result.replace("...", hidden)


def inv(input: TensorLike, adjoint: bool = False, name: Name = None) -> Tensor:
    """The inverse of square matrices. Raises `InvalidArgumentError` for singular ones.

    >>> ad.linalg.inv([[2.0, 0.0], [0.0, 4.0]]).numpy().tolist()
    [[0.5, 0.0], [0.0, 0.25]]
    """
    inverted = apply(p.inverse, (matrices(input, "inv"),))
    return apply(p.matrix_transpose, (inverted,)) if adjoint else inverted


def solve(matrix: TensorLike, rhs: TensorLike, adjoint: bool = False, name: Name = None) -> Tensor:
    """X with ``matrix @ X = rhs``, where `rhs` has shape ``(..., n, m)``.

    >>> ad.linalg.solve([[2.0, 0.0], [0.0, 4.0]], [[2.0], [2.0]]).numpy().tolist()
    [[1.0], [0.5]]
    """
    a, b = alike(matrix, rhs, "solve")
    a = matrices(a, "solve")
    if b.array.ndim < 2 or a.array.shape[:-1] != b.array.shape[:-1]:
        raise unfit("solve", "(..., n, n) and (..., n, m) of one batch, as broadcast_to makes it", a, b)
    return apply(p.solve, (apply(p.matrix_transpose, (a,)) if adjoint else a, b))


def slogdet(input: TensorLike, name: Name = None) -> SlogdetResult:
    """Sign of the determinant, and logarithm of its absolute value.

    >>> round(float(ad.linalg.slogdet([[2.0, 0.0], [0.0, 0.5]])[1]), 4)
    0.0
    """
    x = matrices(input, "slogdet")
    return SlogdetResult(apply(p.determinant_sign, (x,)), apply(p.log_abs_determinant, (x,)))


def logdet(matrix: TensorLike, name: Name = None) -> Tensor:
    """The logarithm of the determinant of positive definite matrices.

    >>> round(float(ad.linalg.logdet([[2.0, 0.0], [0.0, 0.5]])), 4)
    0.0
    """
    return multiply(reduce_sum(log(diag_part(cholesky(matrix))), axis=-1), 2.0)


def diag_part(input: TensorLike, name: Name = None, k: int = 0) -> Tensor:
    """The diagonal of matrices; `k` above 0 for one above the main one, below 0 for one below.

    >>> ad.linalg.diag_part([[1.0, 2.0], [3.0, 4.0]]).numpy().tolist()
    [1.0, 4.0]
    """
    x = convert_to_tensor(input)
    sides = x.array.shape[-2:]
    if len(sides) < 2 or (k and not -sides[0] < k < sides[1]):
        raise unfit("diag_part", f"matrices that have a diagonal k={k}", x)
    return apply(p.diagonal, (x,), {"offset": int(k)})


def diag(diagonal: TensorLike, name: Name = None, k: int = 0) -> Tensor:
    """Square matrices with `diagonal` on their (k-th) diagonal and zeros elsewhere.

    >>> ad.linalg.diag([1.0, 2.0]).numpy().tolist()
    [[1.0, 0.0], [0.0, 2.0]]
    """
    x = convert_to_tensor(diagonal)
    if not x.array.ndim:
        raise unfit("diag", "a vector, or a batch of them", x)
    side = x.array.shape[-1] + abs(int(k))
    return apply(p.embed_diagonal, (x,), {"shape": (side, side), "offset": int(k)})


def trace(x: TensorLike, name: Name = None) -> Tensor:
    """The sum of the diagonal.

    >>> ad.linalg.trace([[1.0, 2.0], [3.0, 4.0]]).numpy().item()
    5.0
    """
    return reduce_sum(diag_part(x), axis=-1)


def band_part(input: TensorLike, num_lower: int, num_upper: int, name: Name = None) -> Tensor:
    """Matrices with zeros but for so many diagonals below and above the main one; -1 keeps all.

    >>> ad.linalg.band_part([[1.0, 2.0], [3.0, 4.0]], -1, 0).numpy().tolist()
    [[1.0, 0.0], [3.0, 4.0]]
    """
    x = matrices(input, "band_part", square=False)
    rows, columns = np.indices(x.array.shape[-2:])
    lower = (num_lower < 0) | (rows - columns <= num_lower)
    upper = (num_upper < 0) | (columns - rows <= num_upper)
    return multiply(x, cast(lower & upper, x.array.dtype))


def matrix_transpose(a: TensorLike, name: Name = None, conjugate: bool = False) -> Tensor:
    """The last two axes exchanged.

    >>> ad.linalg.matrix_transpose([[1.0, 2.0]]).shape
    TensorShape([2, 1])
    """
    return apply(p.matrix_transpose, (matrices(a, "matrix_transpose", square=False),))


class Eigen(NamedTuple):
    """Eigenvalues in ascending order, and the vectors that belong to them, in columns."""

    values: Tensor
    vectors: Tensor


class Svd(NamedTuple):
    """Singular values in descending order, and the vectors on the left and on the right, in columns."""

    s: Tensor
    u: Tensor
    v: Tensor


def eigh(tensor: TensorLike, name: Name = None) -> Eigen:
    """Eigenvalues and eigenvectors of symmetric matrices, of which only the lower triangle is read.

    >>> values, vectors = ad.linalg.eigh([[2.0, 0.0], [0.0, 1.0]])
    >>> values.numpy().tolist()
    [1.0, 2.0]
    """
    x = matrices(tensor, "eigh")
    n = x.array.shape[-1]
    packed = apply(d.eigh, (x,))
    return Eigen(d.row(packed, n), d.rows(packed, 0, n))


def eigvalsh(tensor: TensorLike, name: Name = None) -> Tensor:
    """The eigenvalues of symmetric matrices, in ascending order.

    >>> ad.linalg.eigvalsh([[2.0, 0.0], [0.0, 1.0]]).numpy().tolist()
    [1.0, 2.0]
    """
    return eigh(tensor).values


def svd(
    tensor: TensorLike, full_matrices: bool = False, compute_uv: bool = True, name: Name = None
) -> Svd | Tensor:
    """Singular values s and vectors u, v of matrices ``u @ diag(s) @ transpose(v)``; s alone without
    `compute_uv`.

    With `full_matrices`, u and v are square: the columns that they have beyond s are constants.

    >>> s, u, v = ad.linalg.svd([[3.0, 0.0], [0.0, 4.0]])
    >>> s.numpy().tolist()
    [4.0, 3.0]
    """
    x = matrices(floating(tensor, "svd"), "svd", square=False)
    m, n = x.array.shape[-2:]
    packed = apply(d.svd, (x,), {"full": bool(full_matrices)})
    s, u, v = d.row(packed, m + n), d.rows(packed, 0, m), d.rows(packed, m, m + n)
    if not compute_uv:
        return s  # type: ignore[no-any-return]
    if full_matrices and m != n:
        value_used(x, "the full svd")
        left, _, right = np.linalg.svd(x.array)
        k = min(m, n)
        u = concat([u, Tensor(left[..., k:])], -1)
        v = concat([v, Tensor(np.swapaxes(right, -1, -2)[..., k:])], -1)
    return Svd(s, u, v)
