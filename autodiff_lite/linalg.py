"""``ad.linalg``: linear algebra, where TensorFlow has it."""

from autodiff_lite.functions import algebra
from autodiff_lite.functions.algebra import *
from autodiff_lite.functions.creation import eye
from autodiff_lite.functions.made import cholesky, complete, det
from autodiff_lite.functions.reductions import global_norm, l2_normalize, norm

__all__ = ["cholesky", "det", "eye", "global_norm", "l2_normalize", "norm"]
__all__ += algebra.__all__
complete("linalg", globals())
