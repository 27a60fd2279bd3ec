"""``ad.keras``: only what gradient-tape programs take from Keras, the optimizers."""

from autodiff_lite import optimizers

__all__ = ["optimizers"]


def __dir__() -> list[str]:
    return __all__
