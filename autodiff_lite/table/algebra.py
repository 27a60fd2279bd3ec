"""Primitives of linear algebra. Matrices are the last two axes; axes before them are a batch.

The rules are those collected by Giles, "An extended collection of matrix derivative results" (2008).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autodiff_lite.core.primitive import Primitive
from autodiff_lite.errors import unfit
from autodiff_lite.table.elementwise import multiply, zeros_like
from autodiff_lite.table.shaping import reshape
from autodiff_lite.values.dtypes import as_numpy


def _matmul(a: Any, b: Any) -> Any:
    # Of two matrices `dot` is the same product, and for small ones takes half the time.
    return a.dot(b) if a.ndim == b.ndim == 2 else np.matmul(a, b)


def _einsum_rule(up: Any, y: Any, *operands: Any, letters: tuple[str, ...], result: str) -> list[Any]:
    """Each operand's gradient is an einsum of the upstream gradient with the other operands.

    A letter that stands in one operand alone was summed over: ones in its place spread the gradient again.
    """
    gradients = []
    for k, own in enumerate(letters):
        others = [(name, x) for i, (name, x) in enumerate(zip(letters, operands, strict=True)) if i != k]
        missing = "".join(c for c in own if c not in result and not any(c in name for name, _ in others))
        if missing:
            lengths = tuple(operands[k].shape[own.index(c)] for c in missing)
            others.append((missing, np.ones(lengths, as_numpy(operands[k].dtype))))
        gradients.append(
            einsum(up, *(x for _, x in others), letters=(result, *(name for name, _ in others)), result=own)
        )
    return gradients


def _or_else(function: Any, takes: str) -> Any:
    def of(*matrices: Any) -> Any:
        try:
            return function(*matrices)
        except np.linalg.LinAlgError:
            raise unfit(function.__name__, takes, *matrices) from None

    return of


def _cholesky_rule(up: Any, y: Any, x: Any) -> Any:
    n = x.shape[-1]
    inverse_factor = inverse(y)
    halved = np.tril(np.ones((n, n))) - 0.5 * np.eye(n)
    middle = multiply(matmul(matrix_transpose(y), up), halved.astype(as_numpy(y.dtype)))
    full = matmul(matmul(matrix_transpose(inverse_factor), middle), inverse_factor)
    return (full + matrix_transpose(full)) * 0.5


def _beside_matrix(up: Any) -> Any:
    return reshape(up, shape=(*up.shape, 1, 1))


def _embed_diagonal(x: Any, shape: tuple[int, int], offset: int) -> Any:
    out = np.zeros((*x.shape[:-1], *shape), x.dtype)
    along = np.arange(x.shape[-1])
    out[..., along + max(-offset, 0), along + max(offset, 0)] = x
    return out


# A row: name and forward; for each input the rule that takes the upstream gradient back to it.
# fmt: off
matrix_transpose = Primitive("matrix_transpose", lambda x: x.mT, lambda up, y, x: matrix_transpose(up))
matmul = Primitive("matmul", _matmul,
    lambda up, y, a, b: matmul(up, matrix_transpose(b)), lambda up, y, a, b: matmul(matrix_transpose(a), up),
    sign="@")
einsum = Primitive("einsum",
    lambda *x, letters, result: np.einsum(",".join(letters) + "->" + result, *x, optimize=len(x) > 2),
    joint_rule=_einsum_rule)
inverse = Primitive("inv", _or_else(np.linalg.inv, "an invertible matrix; this one is singular"),
    lambda up, y, x: -matmul(matrix_transpose(y), matmul(up, matrix_transpose(y))))
solve = Primitive("solve", _or_else(np.linalg.solve, "an invertible matrix; this one is singular"),
    lambda up, y, a, b: -matmul(solve(matrix_transpose(a), up), matrix_transpose(y)),
    lambda up, y, a, b: solve(matrix_transpose(a), up))
determinant = Primitive("det", np.linalg.det,
    lambda up, y, x: _beside_matrix(up * y) * matrix_transpose(inverse(x)), kind="square",
    about="The determinant of square matrices; det(x) times the transposed inverse", within="linalg",
    example="linalg.det([[2.0, 1.0], [0.0, 4.0]]) = 8.0")
log_abs_determinant = Primitive("log_abs_det", lambda x: np.linalg.slogdet(x)[1],
    lambda up, y, x: _beside_matrix(up) * matrix_transpose(inverse(x)))
determinant_sign = Primitive("det_sign", lambda x: np.linalg.slogdet(x)[0], lambda up, y, x: zeros_like(x))
cholesky = Primitive("cholesky", _or_else(np.linalg.cholesky, "a positive definite matrix"), _cholesky_rule,
    kind="square", within="linalg",
    about="The lower triangular L with L Lᵀ = input, for symmetric positive definite matrices",
    example="linalg.cholesky([[4.0, 0.0], [0.0, 9.0]]) = [[2.0, 0.0], [0.0, 3.0]]")
diagonal = Primitive("diag_part", lambda x, offset: np.diagonal(x, offset, -2, -1).copy(),
    lambda up, y, x, offset: embed_diagonal(up, shape=tuple(x.shape[-2:]), offset=offset))
embed_diagonal = Primitive("diag", _embed_diagonal,
    lambda up, y, x, shape, offset: diagonal(up, offset=offset))
# fmt: on
