"""``ad.math``: mathematical functions, where TensorFlow has them."""

from autodiff_lite.operations import elementwise, reductions
from autodiff_lite.operations.elementwise import *
from autodiff_lite.operations.reductions import *

mod = floormod

__all__ = ["mod"]
__all__ += elementwise.__all__
__all__ += reductions.__all__


def __dir__() -> list[str]:
    return __all__
