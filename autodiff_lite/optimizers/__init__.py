"""``ad.optimizers``: ways to step downhill, by Keras's formulas."""

from autodiff_lite.optimizers import schedules
from autodiff_lite.optimizers.base import Optimizer
from autodiff_lite.optimizers.steps import SGD, Adagrad, Adam, AdamW, RMSprop

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "schedules"]


def __dir__() -> list[str]:
    return __all__
