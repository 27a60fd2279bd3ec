"""``ad.linalg``: linear algebra, where TensorFlow has it."""

from autodiff_lite.operations.algebra import (
    band_part,
    cholesky,
    det,
    diag,
    diag_part,
    einsum,
    inv,
    logdet,
    matmul,
    matrix_transpose,
    matvec,
    slogdet,
    solve,
    tensordot,
    trace,
)
from autodiff_lite.operations.creation import eye
from autodiff_lite.operations.reductions import l2_normalize, norm

__all__ = [
    "band_part",
    "cholesky",
    "det",
    "diag",
    "diag_part",
    "einsum",
    "eye",
    "inv",
    "l2_normalize",
    "logdet",
    "matmul",
    "matrix_transpose",
    "matvec",
    "norm",
    "slogdet",
    "solve",
    "tensordot",
    "trace",
]
