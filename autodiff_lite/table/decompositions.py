"""Primitives that take matrices apart. Matrices are the last two axes; axes before them are a batch.

A primitive has one output, so the parts of a decomposition lie below each other in one array, and those who
call take them out of it. Where values coincide the vectors that belong to them are not determined, and what
would be an infinite derivative is left out, as TensorFlow has it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autodiff_lite.core.primitive import Primitive
from autodiff_lite.table.algebra import embed_diagonal, matmul, matrix_transpose
from autodiff_lite.table.elementwise import divide_no_nan, multiply
from autodiff_lite.table.shaping import getitem, reshape
from autodiff_lite.values.dtypes import as_numpy


def rows(packed: Any, start: int, stop: int) -> Any:
    """Some of the rows of a packed decomposition, as a matrix."""
    return getitem(packed, index=(..., slice(start, stop), slice(None)))


def row(packed: Any, place: int) -> Any:
    """One row of a packed decomposition, as a vector."""
    return getitem(packed, index=(..., place, slice(None)))


def _inverse(x: Any) -> Any:
    """1 / x, and 0 for 0."""
    return divide_no_nan(np.ones((), as_numpy(x.dtype)), x)


def _differences(values: Any) -> Any:
    """The matrix of values[j] - values[i]."""
    lead, n = tuple(values.shape[:-1]), values.shape[-1]
    return reshape(values, shape=(*lead, 1, n)) - reshape(values, shape=(*lead, n, 1))


def _diagonal(values: Any) -> Any:
    n = values.shape[-1]
    return embed_diagonal(values, shape=(n, n), offset=0)


def _beside(values: Any) -> Any:
    """A vector as one row, which multiplies the columns of a matrix."""
    return reshape(values, shape=(*values.shape[:-1], 1, values.shape[-1]))


def _eigh(x: Any) -> Any:
    values, vectors = np.linalg.eigh(x)
    return np.concatenate([vectors, values[..., None, :]], axis=-2)


def _eigh_rule(up: Any, y: Any, x: Any) -> Any:
    """Giles (2008). Only the lower triangle of x is read, so the gradient lies there."""
    n = x.shape[-1]
    vectors, across = rows(y, 0, n), matmul(matrix_transpose(rows(y, 0, n)), rows(up, 0, n))
    middle = _diagonal(row(up, n)) + multiply(_inverse(_differences(row(y, n))), across)
    full = matmul(matmul(vectors, middle), matrix_transpose(vectors))
    lower = np.tril(np.ones((n, n))) - 0.5 * np.eye(n)
    return multiply(full + matrix_transpose(full), lower.astype(as_numpy(x.dtype)))


def _svd(x: Any, full: bool) -> Any:
    u, s, transposed = np.linalg.svd(x, full_matrices=full)
    k = s.shape[-1]
    return np.concatenate([u[..., :k], np.swapaxes(transposed, -1, -2)[..., :k], s[..., None, :]], axis=-2)


def _svd_rule(up: Any, y: Any, x: Any, full: bool) -> Any:
    """Townsend, "Differentiating the singular value decomposition" (2016)."""
    m, n = x.shape[-2:]
    u, v, s = rows(y, 0, m), rows(y, m, m + n), row(y, m + n)
    by_u, by_v, by_s = rows(up, 0, m), rows(up, m, m + n), row(up, m + n)
    apart = _inverse(_differences(s * s))
    sizes, inverse = _beside(s), _beside(_inverse(s))

    def turned(vectors: Any, by: Any) -> Any:
        across = matmul(matrix_transpose(vectors), by)
        return multiply(apart, across - matrix_transpose(across))

    def beyond(vectors: Any, by: Any) -> Any:
        """The part of `by` that leads out of the space of the vectors."""
        return by - matmul(vectors, matmul(matrix_transpose(vectors), by))

    scaled_rows = matrix_transpose(multiply(matrix_transpose(turned(v, by_v)), sizes))
    middle = multiply(turned(u, by_u), sizes) + scaled_rows + _diagonal(by_s)
    total = matmul(matmul(u, middle), matrix_transpose(v))
    total = total + matmul(multiply(beyond(u, by_u), inverse), matrix_transpose(v))
    return total + matmul(multiply(u, inverse), matrix_transpose(beyond(v, by_v)))


# Vectors (and for svd those of the other side) in rows of their own, then the values.
eigh = Primitive("eigh", _eigh, _eigh_rule)
svd = Primitive("svd", _svd, _svd_rule)
