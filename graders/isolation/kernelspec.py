"""The kernel spec under which Jupyter knows isolated kernels."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graders.isolation.kernel_limits import KernelLimits

KERNEL_NAME = "graders-isolated"
PROVISIONER = "graders-isolated"
DISPLAY_NAME = "Python 3 (isolated, for grading)"
WITHOUT_PROVISIONER = (
    "raise SystemExit('this kernel needs jupyter_client 7 or newer and the graders package beside it')"
)


def kernel_spec(limits: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What `kernel.json` holds. Raises ValueError for limits that are none.

    >>> kernel_spec({"cpu_seconds": 60})["metadata"]["kernel_provisioner"]["config"]
    {'limits': {'cpu_seconds': 60}}
    """
    given = dict(limits or {})
    KernelLimits.from_json(given)
    return {
        # A Jupyter that knows no provisioners would run this; ours never does.
        "argv": [sys.executable, "-c", WITHOUT_PROVISIONER],
        "display_name": DISPLAY_NAME,
        "language": "python",
        "interrupt_mode": "signal",
        "metadata": {"kernel_provisioner": {"provisioner_name": PROVISIONER, "config": {"limits": given}}},
    }


def install_kernel(prefix: str | None = None, limits: Mapping[str, Any] | None = None) -> Path:
    """Install the kernel spec below `prefix`, or below this Python's own; gives its folder."""
    from jupyter_client.kernelspec import KernelSpecManager

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "kernel.json").write_text(json.dumps(kernel_spec(limits), indent=1))
        made = KernelSpecManager().install_kernel_spec(folder, KERNEL_NAME, prefix=prefix or sys.prefix)
    return Path(made)
