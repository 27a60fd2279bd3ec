"""Running students' notebooks behind walls, on Linux. `probe` says whether a machine can, or what is missing.

Importing this package is quick: ZeroMQ and Jupyter are loaded with the first kernel.
"""

from graders.isolation.errors import (
    CannotIsolate,
    IsolationError,
    KernelFailed,
    KernelGone,
    Misbehaved,
    SandboxFailed,
)
from graders.isolation.kernel_limits import KernelLimits
from graders.isolation.layout import View
from graders.isolation.opened import Opening
from graders.isolation.probing import Probe, probe
from graders.isolation.sandbox import Kernel, Sandbox

__all__ = [
    "CannotIsolate",
    "IsolationError",
    "Kernel",
    "KernelFailed",
    "KernelGone",
    "KernelLimits",
    "Misbehaved",
    "Opening",
    "Probe",
    "Sandbox",
    "SandboxFailed",
    "View",
    "probe",
]
