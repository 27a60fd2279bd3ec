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
from graders.isolation.kernel_limits import KernelLimits
from graders.isolation.warm import ANSWER_SECONDS, WarmProcess

MOST_KEPT = 4
"""Processes that wait for the next kernel."""
MOST_KNOWN = 64
"""Openings, those that could not be done among them."""


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


class _Known:
    """An opening in a sandbox, and what came of it."""

    def __init__(self, opening: Opening, warm: WarmProcess, environment: Mapping[str, str]) -> None:
        self.opening, self.warm, self.environment = opening, warm, dict(environment)
        self.lock = threading.Lock()
        self.tried = False
        self.server: OpenedServer | None = None

    def is_for(self, opening: Opening, warm: WarmProcess, environment: Mapping[str, str]) -> bool:
        return self.opening == opening and self.warm is warm and self.environment == environment

    def opened(self, limits: KernelLimits) -> OpenedServer | None:
        """The server. It is started when it is not there, unless it could not be the last time."""
        with self.lock:
            if not self.tried or (self.server is not None and not self.server.alive()):
                self.tried, self.server = True, None
                with contextlib.suppress(SandboxFailed):
                    self.server = _open(self.opening, self.warm, self.environment, limits)
            return self.server

    def close(self) -> None:
        with self.lock:
            if self.server is not None:
                self.server.close()
                self.tried, self.server = False, None


class OpenedServers:
    """Those of one sandbox: the last few openings that were asked for. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: list[_Known] = []

    def after(
        self, opening: Opening, warm: WarmProcess, environment: Mapping[str, str], limits: KernelLimits
    ) -> OpenedServer | None:
        """The server that has these cells done. None where they must be run by every kernel for itself."""
        with self._lock:
            known = next((each for each in self._known if each.is_for(opening, warm, environment)), None)
            known = known or _Known(opening, warm, environment)
            self._known = [*(each for each in self._known if each is not known), known][-MOST_KNOWN:]
            others = [each for each in self._known if each.server is not None and each is not known]
        for each in others[: max(0, len(others) + 1 - MOST_KEPT)]:
            each.close()
        return known.opened(limits)

    def close(self) -> None:
        """End them."""
        with self._lock:
            known, self._known = self._known, []
        for each in known:
            each.close()


def _open(
    opening: Opening, warm: WarmProcess, environment: Mapping[str, str], limits: KernelLimits
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
