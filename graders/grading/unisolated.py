"""Kernels without walls, for those who ask for them: they can do whatever the person who grades can do.

Checks are still evaluated outside of the kernel. But a notebook can read the files of whoever grades, hidden
checks and other submissions among them, and use the network, the memory and the processors without bound.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import graders
from graders.isolation import KernelLimits, tied
from graders.isolation.client import KernelClient
from graders.isolation.folders import SocketFolders
from graders.isolation.sandbox import CHANNELS

START = """
import sys
sys.path.insert(0, {packages!r})
from graders.isolation import kernel, streams, tied
tied.end_with({parent})
streams.FORKED_OUTPUT = "ipc://" + {output!r}
kernel.prepare()
kernel.run(kernel.Connection({files!r}, "kernel", sys.stdin.buffer.readline().strip(), False))
"""
END_SECONDS = 5


class OpenHouse:
    """Stands in for a sandbox: starts ordinary processes, of another user if one is named."""

    def __init__(self, user: int | None = None) -> None:
        self._user = user
        self._folders = SocketFolders()

    def kernel(
        self,
        files: Mapping[str, bytes] | None = None,
        *,
        limits: KernelLimits | None = None,
        environment: Mapping[str, str] | None = None,
        opening: object = None,
    ) -> OpenKernel:
        """A new kernel with these files in its folder. It runs all cells itself, whatever `opening` names."""
        top = self._folders.new()
        if self._user is not None:
            top.parent.chmod(0o711)
        return OpenKernel(top, files or {}, limits or KernelLimits(), environment or {}, self._user)

    def close(self) -> None:
        """Remove the folders."""
        self._folders.close()


class OpenKernel:
    """A kernel with the rights of whoever grades, or of another user. Use it as a context manager."""

    def __init__(
        self,
        top: Path,
        files: Mapping[str, bytes],
        limits: KernelLimits,
        environment: Mapping[str, str],
        user: int | None = None,
    ) -> None:
        self.limits = limits
        self._user = user
        self._key = secrets.token_hex(32)
        self._top = top
        self._folder = top / "work"
        self._folder.mkdir()
        try:
            for name, data in files.items():
                path = self._folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            with _listening(top) as sockets:
                self._process = self._start(sockets, environment)
        except BaseException:
            self._clear()
            raise

    def _start(self, sockets: list[int], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        code = START.format(
            packages=str(Path(graders.__file__).parents[1]),
            parent=os.getpid(),
            output=str(self._top / "out"),
            files=tuple(sockets),
        )
        drawing = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        variables = {**(os.environ if self._user is None else self._of_another()), **drawing, **environment}
        process = tied.start(
            [sys.executable, "-c", code],
            cwd=self._folder,
            env=variables,
            **self._rights(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=sockets,
            start_new_session=True,
        )
        assert process.stdin is not None
        with process.stdin as pipe, contextlib.suppress(BrokenPipeError):
            pipe.write(self._key.encode() + b"\n")
        return process

    def _of_another(self) -> dict[str, str]:
        """What another user's process is told of this machine: nothing that is this user's own."""
        packages = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        return {**packages, "LANG": "C.UTF-8", "HOME": str(self._folder)}

    def _rights(self) -> dict[str, Any]:
        """Gives the folder to the kernel's user; the arguments with which its process is started."""
        if self._user is None:
            return {}
        for path in (self._top, *self._top.rglob("*")):
            os.chown(path, self._user, self._user, follow_symlinks=False)
        return {"user": self._user, "group": self._user, "extra_groups": ()}

    def __enter__(self) -> OpenKernel:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    @property
    def connection_info(self) -> dict[str, Any]:
        """What a Jupyter connection file holds."""
        ports = {f"{channel}_port": place for place, channel in enumerate(CHANNELS, start=1)}
        return {"transport": "ipc", "ip": str(self._top / "k"), **ports, "key": self._key.encode()}

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def client(self) -> KernelClient:
        """A Jupyter client of this kernel; open it as a context manager."""
        return KernelClient(self)  # type: ignore[arg-type]  # it has what a client asks of a kernel

    def alive(self) -> bool:
        return self._process.poll() is None

    def why_ended(self) -> str:
        """A few words that say how the kernel ended."""
        status = self._process.poll()
        return "it was stopped" if status is None else f"it ended with status {status}"

    def interrupt(self) -> None:
        """As the stop button of a notebook does."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT)

    def close(self) -> None:
        """End the kernel and what it started in its session, and remove its folder."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        self._clear()

    def _clear(self) -> None:
        shutil.rmtree(self._top, ignore_errors=True)


@contextlib.contextmanager
def _listening(folder: Path) -> Iterator[list[int]]:
    """Listening Unix sockets, one a channel, as open files."""
    with contextlib.ExitStack() as opened:
        sockets = [opened.enter_context(socket.socket(socket.AF_UNIX)) for _ in CHANNELS]
        for place, made in enumerate(sockets, start=1):
            made.bind(str(folder / f"k-{place}"))
            made.listen()
        yield [made.fileno() for made in sockets]
