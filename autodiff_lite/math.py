"""``ad.math``: mathematical functions, where TensorFlow has them."""

from autodiff_lite.functions import elementwise, reductions
from autodiff_lite.functions.elementwise import *
from autodiff_lite.functions.made import floormod
from autodiff_lite.functions.reductions import *

mod = floormod

__all__ = ["mod"]
__all__ += elementwise.__all__
__all__ += reductions.__all__


def __dir__() -> list[str]:
    return __all__
