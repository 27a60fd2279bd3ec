"""Where a worker's kernels run: its sandbox, which stays warm from one job to the next."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from typing import Any

from graders.isolation import Sandbox


class House:
    """Where this process's kernels run. The sandbox is warm from one job to the next."""

    def __init__(self, kernels: Any) -> None:
        self.kernels = kernels
        self._language_info: dict[str, Any] | None = None

    def kernel(self, files: Mapping[str, bytes], **settings: Any) -> Any:
        """A new kernel. Whoever wants to know of this thread's kernels is told its process id."""
        made = self.kernels.kernel(files, **settings)
        tell = getattr(_told, "tell", None)
        if tell is not None:
            tell(made.pid)
        return made

    def language_info(self, client: Any) -> dict[str, Any]:
        """What a kernel says of its language, asked of the first one before anything ran in it."""
        if self._language_info is None:
            reply = client.kernel_info(reply=True, timeout=30)
            self._language_info = reply["content"]["language_info"]
        return dict(self._language_info)

    def close(self) -> None:
        self.kernels.close()


_told = threading.local()


def tell_of_kernels(tell: Callable[[int], None]) -> None:
    """Have `tell` called with the process id of each kernel that this thread makes."""
    _told.tell = tell


_user: int | None = None


def run_as(user: int) -> None:
    """Have kernels that are made from now on without isolation run as another user. This one must be root."""
    global _user
    _user = user


_houses: dict[tuple[int, bool], House] = {}
_lock = threading.Lock()


def house(isolated: bool) -> House:
    """This process's own; a fork makes its own anew."""
    key = os.getpid(), isolated
    with _lock:
        if key not in _houses:
            if isolated:
                _houses[key] = House(Sandbox())
            else:
                from graders.grading.unisolated import OpenHouse

                _houses[key] = House(OpenHouse(_user))
        return _houses[key]


def close_houses() -> None:
    """End every kernel of this process."""
    with _lock:
        for key in list(_houses):
            if key[0] == os.getpid():
                _houses.pop(key).close()
