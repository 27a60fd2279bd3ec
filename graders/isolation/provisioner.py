"""Isolated kernels for any Jupyter client: a kernel provisioner, found by its entry point.

nbclient and nbgrader use it when they are given the kernel's name. They get the walls and the limits of the
kernel; how large a message they accept is theirs to bound, as `client.KernelClient` does.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import threading
from typing import Any, cast

from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Dict

from graders.isolation.files import read_folder
from graders.isolation.kernel_limits import KernelLimits
from graders.isolation.sandbox import Kernel, Sandbox

SHUTDOWN_SECONDS = 2.0

_lock = threading.Lock()
_shared: dict[int, Sandbox] = {}


def shared_sandbox() -> Sandbox:
    """The sandbox in which this process's provisioned kernels run; closed when the process exits."""
    with _lock:
        own = _shared.get(os.getpid())
        if own is None:
            own = _shared[os.getpid()] = Sandbox()
            atexit.register(own.close)
        return own


class IsolatedProvisioner(KernelProvisionerBase):
    """Starts and ends isolated kernels for a `jupyter_client.KernelManager`.

    The folder that the kernel is started in is copied for it; what it writes there is gone when it ends.
    """

    limits: Any = Dict(help="Limits of a kernel, by the names in graders.isolation.KernelLimits.").tag(
        config=True
    )

    _kernel: Kernel | None = None
    _status: int | None = None

    @property
    def has_process(self) -> bool:
        return self._kernel is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.pop("extra_arguments", None)
        return await super().pre_launch(cmd=self.kernel_spec.argv, **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        folder, environment = kwargs.get("cwd"), kwargs.get("env") or {}
        self._kernel = await asyncio.to_thread(self._launch, folder, environment)
        self.connection_info = cast(Any, self._kernel.connection_info)
        return self.connection_info

    def _launch(self, folder: str | None, environment: dict[str, str]) -> Kernel:
        limits = KernelLimits.from_json(self.limits)
        files = read_folder(folder, limits) if folder else {}
        return shared_sandbox().kernel(files, limits=limits, environment=environment, heartbeat=True)

    async def poll(self) -> int | None:
        if self._kernel is None:
            return self._status or 0
        return None if self._kernel.alive() else self._ended(self._kernel)

    async def wait(self) -> int | None:
        if self._kernel is not None:
            await asyncio.to_thread(self._kernel.wait)
            self._status = self._ended(self._kernel)
            self._kernel.close()
            self._kernel = None
        return self._status or 0

    @staticmethod
    def _ended(kernel: Kernel) -> int:
        status = kernel.status()
        return -signal.SIGKILL if status is None else os.waitstatus_to_exitcode(status)

    async def send_signal(self, signum: int) -> None:
        if self._kernel is not None:
            self._kernel.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        if self._kernel is not None:
            self._kernel.kill()
            await asyncio.to_thread(self._kernel.wait, SHUTDOWN_SECONDS)

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def shutdown_requested(self, restart: bool = False) -> None:
        # A student's exit handlers have nothing to say any more, and might never end.
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        if self._kernel is not None:
            self._kernel.close()
            self._kernel = None

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:
        return SHUTDOWN_SECONDS
