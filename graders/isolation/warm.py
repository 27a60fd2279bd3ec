"""The grader's handle on the warm process of one sandbox: starts it, asks it for kernels, ends it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from typing import IO, Any, Protocol

from graders.isolation import layout, process, protocol, seccomp, tied
from graders.isolation.errors import CannotIsolate, SandboxFailed

START_SECONDS = 60.0
ANSWER_SECONDS = 60.0
CLOSE_SECONDS = 2.0
END_SECONDS = 10.0
"""How long Linux may take to end what was killed."""


class ForkServer(Protocol):
    """What forks kernels when it is asked to."""

    def ask(self, request: dict[str, Any], files: Sequence[int] = ()) -> tuple[dict[str, Any], list[int]]: ...
    def alive(self) -> bool: ...


class WarmProcess:
    """One sandbox with a fork server in it. Raises CannotIsolate without bubblewrap, else SandboxFailed."""

    def __init__(self, view: layout.View) -> None:
        self._lock = threading.Lock()
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._connection, theirs = socket.socketpair()
        try:
            with theirs, _filter_file() as program:
                self._process = self._launch(view, theirs.fileno(), program.fileno())
            self._handle = os.pidfd_open(self._process.pid)
        except BaseException:
            self._connection.close()
            self._said.close()
            raise
        try:
            ready = self._receive(START_SECONDS)[0]
            self._introduce()
        except SandboxFailed:
            self.close()
            raise
        self.missing: tuple[str, ...] = tuple(map(str, ready.get("missing", ())))

    def _launch(self, view: layout.View, control: int, program: int) -> subprocess.Popen[bytes]:
        bubblewrap = layout.find_bubblewrap()
        if bubblewrap is None:
            raise CannotIsolate("bubblewrap (the program bwrap) is not installed: apt install bubblewrap")
        try:
            return tied.start(
                layout.command(bubblewrap, view, control, program),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
                pass_fds=(control, program),
                cwd="/",
                process_group=0,  # what it starts is in its group until it has tied its life to it
            )
        except OSError as problem:
            raise SandboxFailed(f"bubblewrap could not be started: {problem}") from problem

    def _introduce(self) -> None:
        """Let the fork server see when bubblewrap ends."""
        try:
            protocol.send(self._connection, {"bubblewrap": self._process.pid}, [self._handle])
        except (protocol.Closed, OSError) as problem:
            raise SandboxFailed(self._gone()) from problem

    @property
    def pid(self) -> int:
        """The process id of bubblewrap, outside; when it dies, everything in the sandbox does."""
        return self._process.pid

    def alive(self) -> bool:
        return not self._said.closed and not process.ended(self._handle)

    def ask(self, request: dict[str, Any], files: Sequence[int] = ()) -> tuple[dict[str, Any], list[int]]:
        """Ask the fork server. Raises SandboxFailed when it has gone or does not answer."""
        with self._lock:
            if self._said.closed:
                raise SandboxFailed("the sandbox was closed")
            try:
                protocol.send(self._connection, request, files)
            except (protocol.Closed, OSError) as problem:
                raise SandboxFailed(self._gone()) from problem
            return self._receive(ANSWER_SECONDS)

    def _receive(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        self._connection.settimeout(seconds)
        try:
            if not self._says_something(seconds):
                raise SandboxFailed(self._gone())
            return protocol.receive(self._connection)
        except TimeoutError:
            self.kill()
            raise SandboxFailed(f"the sandbox did not answer within {seconds:g} seconds") from None
        except (protocol.Closed, protocol.Malformed, OSError) as problem:
            raise SandboxFailed(self._gone()) from problem

    def _says_something(self, seconds: float) -> bool:
        """Wait for an answer; False when bubblewrap ends without one. Raises TimeoutError.

        The connection alone does not tell: where bubblewrap ended early, what it had started keeps it open.
        """
        poll = select.poll()
        poll.register(self._connection, select.POLLIN)
        poll.register(self._handle, select.POLLIN)
        ready = [file for file, _ in poll.poll(seconds * 1000)]
        if not ready:
            raise TimeoutError
        return self._connection.fileno() in ready

    def _gone(self) -> str:
        self.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        said = self.said()
        return f"the sandbox's process ended (status {self._process.returncode})" + (
            f": {said}" if said else ""
        )

    def said(self) -> str:
        """The end of what bubblewrap and the fork server wrote to standard error."""
        length = os.fstat(self._said.fileno()).st_size
        return os.pread(self._said.fileno(), 2000, max(0, length - 2000)).decode(errors="replace").strip()

    def kill(self) -> None:
        """End everything in the sandbox at once."""
        if self._process.returncode is None:  # nobody has waited for it, so the number is still its own
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the sandbox and everything in it, and wait for that."""
        with self._lock:
            if self._said.closed:
                return
            self._connection.close()  # the fork server ends at that, unless it is stuck
            process.ended(self._handle, CLOSE_SECONDS)
            self.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(END_SECONDS)
            os.close(self._handle)
            self._said.close()


def _filter_file() -> IO[bytes]:
    """The sandbox's filter in an open file, as bubblewrap wants it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.write(seccomp.for_sandbox())
    file.flush()
    file.seek(0)
    return file
