"""``ad.dtypes``: the element types once more, under the module where TensorFlow has them too."""

from autodiff_lite.functions.elementwise import cast
from autodiff_lite.values.dtypes import (
    DType,
    as_dtype,
    double,
    float16,
    float32,
    float64,
    half,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
)
from autodiff_lite.values.dtypes import bool_ as bool

__all__ = [
    "DType", "as_dtype", "bool", "cast", "double", "float16", "float32", "float64", "half", "int8", "int16",
    "int32", "int64", "uint8", "uint16", "uint32", "uint64",
]  # fmt: skip


def __dir__() -> list[str]:
    return __all__
