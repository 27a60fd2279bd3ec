"""``ad.math``: mathematical functions, where TensorFlow has them."""

from autodiff_lite.functions import elementwise
from autodiff_lite.functions.elementwise import *

# Names are read in rows.
# fmt: off
# isort: off
from autodiff_lite.functions.made import (
    argmax, argmin, complete, cumprod, cumsum, floormod, reduce_all, reduce_any, reduce_euclidean_norm,
    reduce_logsumexp, reduce_max, reduce_mean, reduce_min, reduce_prod, reduce_sum,
)
from autodiff_lite.functions.reductions import l2_normalize, reduce_std, reduce_variance, top_k

mod = floormod

__all__ = [
    "argmax", "argmin", "cumprod", "cumsum", "l2_normalize", "mod", "reduce_all", "reduce_any",
    "reduce_euclidean_norm", "reduce_logsumexp", "reduce_max", "reduce_mean", "reduce_min", "reduce_prod",
    "reduce_std", "reduce_sum", "reduce_variance", "top_k",
]
# isort: on
# fmt: on
__all__ += elementwise.__all__
complete("math", globals())
