"""``ad.linalg``: linear algebra, where TensorFlow has it."""

from autodiff_lite.operations import algebra
from autodiff_lite.operations.algebra import *
from autodiff_lite.operations.creation import eye
from autodiff_lite.operations.reductions import l2_normalize, norm

__all__ = ["eye", "l2_normalize", "norm"]
__all__ += algebra.__all__


def __dir__() -> list[str]:
    return __all__
