"""Eigenvalues and singular values of matrices under TensorFlow's names."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autodiff_lite.core.convert import Name
from autodiff_lite.core.listeners import value_used
from autodiff_lite.core.primitive import apply
from autodiff_lite.core.tensor import Tensor, TensorLike
from autodiff_lite.functions.arguments import matrices
from autodiff_lite.functions.operands import floating
from autodiff_lite.functions.shapes import concat
from autodiff_lite.table import decompositions as p

# What `ad.linalg` has of these.
__all__ = ["eigh", "eigvalsh", "svd"]


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
    packed = apply(p.eigh, (x,))
    return Eigen(p.row(packed, n), p.rows(packed, 0, n))


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
    packed = apply(p.svd, (x,), {"full": bool(full_matrices)})
    s, u, v = p.row(packed, m + n), p.rows(packed, 0, m), p.rows(packed, m, m + n)
    if not compute_uv:
        return s  # type: ignore[no-any-return]
    if full_matrices and m != n:
        value_used(x, "the full svd")
        left, _, right = np.linalg.svd(x.array)
        k = min(m, n)
        u = concat([u, Tensor(left[..., k:])], -1)
        v = concat([v, Tensor(np.swapaxes(right, -1, -2)[..., k:])], -1)
    return Svd(s, u, v)
