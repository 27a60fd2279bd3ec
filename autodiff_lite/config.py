"""``ad.config``: what there is to compute on, one processor; and whether functions run as they are.

``ad.device``, ``ad.name_scope`` and ``ad.control_dependencies`` are blocks that change nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

__all__ = [
    "LogicalDevice", "PhysicalDevice", "functions_run_eagerly", "list_logical_devices",
    "list_physical_devices",
    "run_functions_eagerly",
]  # fmt: skip
_eager = [False]


def __dir__() -> list[str]:
    return __all__


class PhysicalDevice(NamedTuple):
    """A device of the machine.

    >>> ad.config.list_physical_devices("CPU")[0].device_type
    'CPU'
    """

    name: str
    device_type: str


class LogicalDevice(NamedTuple):
    """A device that programs see.

    >>> ad.config.list_logical_devices()[0].name
    '/device:CPU:0'
    """

    name: str
    device_type: str


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The machine's devices that are used, of one type if it is named: one CPU, and no GPU.

    >>> ad.config.list_physical_devices("GPU")
    []
    """
    return [PhysicalDevice("/physical_device:CPU:0", "CPU")] if device_type in (None, "CPU") else []


def list_logical_devices(device_type: str | None = None) -> list[LogicalDevice]:
    """The devices that programs see, of one type if it is named: one CPU.

    >>> len(ad.config.list_logical_devices("CPU"))
    1
    """
    return [LogicalDevice("/device:CPU:0", "CPU")] if device_type in (None, "CPU") else []


def run_functions_eagerly(run_eagerly: bool) -> None:
    """Have all functions with ``@function`` run as Python runs them, or as programs again. For a look inside.

    >>> ad.config.run_functions_eagerly(True)
    >>> ad.config.functions_run_eagerly()
    True
    >>> ad.config.run_functions_eagerly(False)
    """
    _eager[0] = bool(run_eagerly)


def functions_run_eagerly() -> bool:
    """Whether functions with ``@function`` run as Python runs them."""
    return _eager[0]


@contextmanager
def device(device_name: str | None) -> Iterator[None]:
    """A block that computes where everything else is computed: on the processor.

    >>> with ad.device("/GPU:0"):
    ...     print(float(ad.constant(1.0) + 1.0))
    2.0
    """
    if device_name is not None and not isinstance(device_name, str):
        raise ValueError(f"a device has a name, as in device('/CPU:0'); got {device_name!r}")
    yield


@contextmanager
def name_scope(name: str) -> Iterator[str]:
    """A block under a name. Variables made in it are called as without it.

    >>> with ad.name_scope("layer") as scope:
    ...     print(scope)
    layer/
    """
    if not isinstance(name, str):
        raise ValueError(f"a name scope has a name, as in name_scope('layer'); got {name!r}")
    yield f"{name.rstrip('/')}/"


@contextmanager
def control_dependencies(control_inputs: object) -> Iterator[None]:
    """A block that is done after what stands before it, as everything is.

    >>> v = ad.Variable(1.0)
    >>> with ad.control_dependencies([v.assign_add(1.0)]):
    ...     print(float(v * 2.0))
    4.0
    """
    yield
