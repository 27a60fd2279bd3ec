"""The grader's handles on processes that have a lesson's first cells done, from which kernels are forked."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graders.isolation import files, process, protocol
from graders.isolation.errors import SandboxFailed
from graders.isolation.limits import Limits
from graders.isolation.warm import ANSWER_SECONDS, WarmProcess

MOST_KEPT = 4


@dataclass(frozen=True)
class Opening:
    """The cells that all notebooks of a lesson begin with, and the files that they find in their folder.

    `seconds` is how long they may take together.
    """

    cells: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    seconds: float = 120.0


class OpenedServer:
    """A fork server inside a sandbox whose kernels find a lesson's first cells done; see `opening`.

    Raises SandboxFailed when it ends, or does not come to an end with the cells in so many seconds.
    """

    def __init__(self, connection: socket.socket, handle: int, seconds: float) -> None:
        self._lock = threading.Lock()
        self._connection = connection
        self._handle = handle
        self.refused: str | None = None
        """Why kernels that find these cells done would not be as others, if that is so."""
        try:
            told = self._receive(seconds)[0]
        except SandboxFailed:
            self.close()
            raise
        if not told.get("opened"):
            self.refused = str(told.get("failed", "it ended"))[:500]
            self.close()

    def alive(self) -> bool:
        return self._connection.fileno() >= 0 and not process.ended(self._handle)

    def ask(self, request: dict[str, Any], files: Sequence[int] = ()) -> tuple[dict[str, Any], list[int]]:
        """Ask it. Raises SandboxFailed when it has gone or does not answer."""
        with self._lock:
            try:
                protocol.send(self._connection, request, files)
            except (protocol.Closed, OSError) as problem:
                raise SandboxFailed("the process with a lesson's first cells ended") from problem
            return self._receive(ANSWER_SECONDS)

    def _receive(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        self._connection.settimeout(seconds)
        try:
            return protocol.receive(self._connection)
        except (TimeoutError, protocol.Closed, protocol.Malformed, OSError) as problem:
            raise SandboxFailed(f"a lesson's first cells: {problem or 'their process ended'}") from problem

    def close(self) -> None:
        """End it; kernels that it forked go on."""
        with self._lock:
            if self._connection.fileno() >= 0:
                self._connection.close()
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, signal.SIGKILL)
                os.close(self._handle)


class OpenedServers:
    """Those of one sandbox: the last few openings that were asked for. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: list[tuple[Opening, WarmProcess, OpenedServer | None]] = []

    def after(
        self, opening: Opening, warm: WarmProcess, environment: Mapping[str, str], limits: Limits
    ) -> OpenedServer | None:
        """The server that has these cells done. None where they must be run by every kernel for itself."""
        with self._lock:
            for known, of, server in self._known:
                if known == opening and of is warm and (server is None or server.alive()):
                    return server
            made = None
            with contextlib.suppress(SandboxFailed):
                made = _open(opening, warm, environment, limits)
            self._known = [entry for entry in self._known if entry[0] != opening or entry[1] is not warm]
            self._known.append((opening, warm, made))
            for _, _, server in self._known[:-MOST_KEPT]:
                if server is not None:
                    server.close()
            del self._known[:-MOST_KEPT]
            return made

    def close(self) -> None:
        """End them."""
        with self._lock:
            for _, _, server in self._known:
                if server is not None:
                    server.close()
            self._known = []


def _open(
    opening: Opening, warm: WarmProcess, environment: Mapping[str, str], limits: Limits
) -> OpenedServer | None:
    request = {"do": "open", "cells": [*opening.cells], "environment": dict(environment)}
    with files.packed(opening.files, limits) as packed:
        given = [] if packed is None else [packed]
        _, handles = warm.ask({**request, "packed": bool(given)}, given)
    if len(handles) != 2:
        protocol.close(handles)
        raise SandboxFailed("the sandbox did not open the lesson")
    server = OpenedServer(socket.socket(fileno=handles[0]), handles[1], opening.seconds)
    return server if server.refused is None else None
