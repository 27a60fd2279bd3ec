"""Kernels behind walls: the part of the isolation that a grader works with.

with Sandbox() as sandbox, sandbox.kernel() as kernel, kernel.client() as client:
    client.execute("1 + 1")
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from graders.isolation import files as notebook_files
from graders.isolation import process, protocol
from graders.isolation.errors import IsolationError, KernelFailed, SandboxFailed
from graders.isolation.folders import SocketFolders
from graders.isolation.kernel_limits import KernelLimits
from graders.isolation.layout import View
from graders.isolation.opened import OpenedServers, Opening
from graders.isolation.warm import ForkServer, WarmProcess
from graders.isolation.watch import Watch

if TYPE_CHECKING:
    from graders.isolation.client import KernelClient

CHANNELS = ("shell", "stdin", "control", "iopub", "hb")
WAITING_CONNECTIONS = 16
INNER_ADDRESS = "kernel"
PASSED_ON = "NBGRADER_"


class Sandbox:
    """One bubblewrap sandbox with a warm process in it that forks kernels.

    It is started when the first kernel is, and again when it has died. Safe to use from several threads.

    Raises CannotIsolate, SandboxFailed and KernelFailed, each with words for whoever runs the grader.
    """

    def __init__(self, limits: KernelLimits | None = None, view: View | None = None) -> None:
        self.limits = limits or KernelLimits()
        self._view = view or View()
        self._lock = threading.Lock()
        self._warm: WarmProcess | None = None
        self._watch = Watch()
        self._kernels: set[Kernel] = set()
        self._folders: SocketFolders | None = None
        self._opened = OpenedServers()
        self._closed = False

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> WarmProcess:
        """The warm process, started if it is not there (about two seconds)."""
        with self._lock:
            if self._closed:
                raise SandboxFailed("the sandbox was closed")
            if self._warm is not None and not self._warm.alive():
                self._warm.close()
                self._warm = None
            if self._warm is None:
                self._warm = WarmProcess(self._view)
            return self._warm

    def kernel(
        self,
        files: Mapping[str, bytes] | None = None,
        *,
        limits: KernelLimits | None = None,
        environment: Mapping[str, str] | None = None,
        heartbeat: bool = False,
        opening: Opening | None = None,
    ) -> Kernel:
        """A new kernel, with these files in its folder. It ends when it is closed, and with the sandbox.

        Of `environment` only what begins with NBGRADER_ is passed on. `heartbeat`: for clients that want one.
        With `opening` the kernel has its cells done, and shows what they showed when it is to run them; where
        that cannot be, it is a kernel like any other, which runs them.
        """
        limits = limits or self.limits
        passed = {name: value for name, value in (environment or {}).items() if name.startswith(PASSED_ON)}
        warm = self.start()
        if opening is not None and opening.cells:
            opened = self._opened.after(opening, warm, passed, limits)
            if opened is not None:
                with contextlib.suppress(SandboxFailed):
                    return self._launch(warm, files or {}, limits, passed, heartbeat, opened)
        try:
            return self._launch(warm, files or {}, limits, passed, heartbeat)
        except SandboxFailed:
            if warm.alive():
                raise
        # It died between two kernels: once more, with a new one.
        return self._launch(self.start(), files or {}, limits, passed, heartbeat)

    def _launch(
        self,
        warm: WarmProcess,
        files: Mapping[str, bytes],
        limits: KernelLimits,
        environment: dict[str, str],
        heartbeat: bool,
        server: ForkServer | None = None,
    ) -> Kernel:
        server = server or warm
        key = secrets.token_hex(32)
        folder = self._socket_folder()
        request = {
            "do": "start",
            "limits": limits.as_json(),
            "address": INNER_ADDRESS,
            "key": key,
            "heartbeat": heartbeat,
            "environment": environment,
            "packed": bool(files),
        }
        handles: list[int] = []
        try:
            with notebook_files.packed(files, limits) as packed, _listening(folder) as sockets:
                answer, handles = server.ask(request, [*sockets, *([] if packed is None else [packed])])
            number, pid = answer.get("started"), process.pid_of(handles[0]) if len(handles) == 1 else None
            if not isinstance(number, int) or pid is None:
                why = str(answer.get("failed", "it ended at once"))[:2000]
                raise KernelFailed(f"A kernel could not be started: {why}")
            if not process.descends_from(pid, warm.pid):
                raise SandboxFailed("the sandbox named a process that is not its own")
        except BaseException:
            protocol.close(handles)
            shutil.rmtree(folder, ignore_errors=True)
            raise
        kernel = Kernel(self, warm, server, number, handles[0], pid, folder, key, limits)
        self._kernels.add(kernel)
        self._watch.add(kernel)
        return kernel

    def _socket_folder(self) -> Path:
        with self._lock:
            if self._folders is None:
                self._folders = SocketFolders()
            return self._folders.new()

    def forget(self, kernel: Kernel) -> None:
        """Called by a kernel that was closed."""
        self._watch.remove(kernel)
        self._kernels.discard(kernel)

    def close(self) -> None:
        """End every kernel and the sandbox; nothing of it is left afterwards."""
        self._closed = True
        self._watch.close()
        for kernel in list(self._kernels):
            kernel.close()
        self._opened.close()
        with self._lock:
            if self._warm is not None:
                self._warm.close()
                self._warm = None
            if self._folders is not None:
                self._folders.close()
                self._folders = None


class Kernel:
    """A running kernel in namespaces of its own. Use it as a context manager."""

    def __init__(
        self,
        sandbox: Sandbox,
        warm: WarmProcess,
        server: ForkServer,
        number: int,
        handle: int,
        pid: int,
        folder: Path,
        key: str,
        limits: KernelLimits,
    ) -> None:
        self.limits = limits
        self.started = time.monotonic()
        self.reader: str | None = None
        """The number of the client that reads from it, where that is one of ours."""
        self._pid = pid
        self._sandbox = sandbox
        self._warm = warm
        self._server = server
        self._number = number
        self._handle = handle
        self._folder = folder
        self._key = key
        self._why: str | None = None
        self._status: int | None = None
        self._closing = threading.Lock()
        self._closed = False

    def __enter__(self) -> Kernel:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The kernel's process id, as the host sees it."""
        return self._pid

    @property
    def forked_by(self) -> ForkServer:
        """What it was forked by."""
        return self._server

    @property
    def connection_info(self) -> dict[str, Any]:
        """What a Jupyter connection file holds."""
        ports = {f"{channel}_port": place for place, channel in enumerate(CHANNELS, start=1)}
        address = {"transport": "ipc", "ip": str(self._folder / "k"), **ports}
        return {**address, "key": self._key.encode(), "signature_scheme": "hmac-sha256"}

    def client(self) -> KernelClient:
        """A Jupyter client of this kernel; open it as a context manager."""
        from graders.isolation.client import KernelClient

        return KernelClient(self)

    def alive(self) -> bool:
        return not self._closed and not process.ended(self._handle)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the kernel and all that it started has ended; False when `seconds` were not enough."""
        return self._closed or process.ended(self._handle, seconds)

    def interrupt(self) -> None:
        """As the stop button of a notebook does."""
        self.signal(signal.SIGINT)

    def signal(self, number: int) -> None:
        """Send the kernel's process a signal; nothing happens when it has ended."""
        with self._closing:
            if not self._closed:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, number)

    def end(self, why: str) -> None:
        """Kill the kernel and everything that it started, for a reason that `why_ended` then gives."""
        if self.alive():
            self._why = self._why or why
            self.signal(signal.SIGKILL)

    def kill(self) -> None:
        """Kill the kernel and everything that it started."""
        self.end("it was stopped")

    def status(self) -> int | None:
        """The exit status as `os.waitpid` gives it; None while it runs or when it cannot be known."""
        if self._status is None and not self.alive() and not self._closed:
            with contextlib.suppress(IsolationError):
                status = self._server.ask({"do": "result", "kernel": self._number})[0].get("status")
                self._status = status if isinstance(status, int) else None
        return self._status

    def why_ended(self) -> str:
        """A few words that say how the kernel ended."""
        if self._why is not None:
            return self._why
        status = self.status()
        if status is None:
            # Whoever forked it may have gone, and its status with it.
            return "it ended by itself" if self._warm.alive() else "its sandbox ended"
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            if number == signal.SIGKILL:
                return "it was killed, probably for using too much processor time or memory"
            return f"it crashed with {signal.Signals(number).name}"
        return f"it exited by itself with status {os.WEXITSTATUS(status)}"

    def close(self) -> None:
        """Kill the kernel, wait for its end and remove what it left. May be called again."""
        self.kill()
        self.wait(10)
        self.status()
        with self._closing:
            if self._closed:
                return
            self._closed = True
            os.close(self._handle)
        self._sandbox.forget(self)
        shutil.rmtree(self._folder, ignore_errors=True)


@contextlib.contextmanager
def _listening(folder: Path) -> Iterator[list[int]]:
    """Listening Unix sockets, one a channel, as open files."""
    with contextlib.ExitStack() as stack:
        opened = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        stack.callback(os.close, opened)
        sockets = [stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in CHANNELS]
        for place, made in enumerate(sockets, start=1):
            # Whoever holds a socket can read the path it was bound to: this one names nothing of the host.
            made.bind(f"/proc/self/fd/{opened}/k-{place}")
            made.listen(WAITING_CONNECTIONS)
        yield [made.fileno() for made in sockets]
