"""How much of the machine one student's notebook may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class KernelLimits:
    """What one kernel may use. Every limit can be set; sizes are in bytes and times in seconds.

    Raises ValueError for a limit that is not a positive number of the right kind.

    >>> KernelLimits(cpu_seconds=10).cpu_seconds
    10
    """

    wall_seconds: float = 600.0
    """From the start of the kernel until it is killed, whatever it does."""
    cpu_seconds: int = 300
    """Processor time of one process."""
    memory_bytes: int = 1024 * MEBIBYTE
    """What one process may add to what a fresh kernel holds, and what all its processes may hold together."""
    processes: int = 96
    """Processes and threads together; a fresh kernel has about twelve threads."""
    open_files: int = 256
    """Open files and sockets of one process."""
    file_bytes: int = 64 * MEBIBYTE
    """The largest file it can write."""
    disk_bytes: int = 128 * MEBIBYTE
    """All that it can write, and the files that it is given. Gone when the kernel ends."""
    files: int = 4096
    """How many files and folders it can make."""
    message_bytes: int = 16 * MEBIBYTE
    """The largest Jupyter message that is accepted from it."""
    flood_bytes: int = 512 * MEBIBYTE
    """How far the grader's own process may grow before the kernel is taken to be flooding it."""
    start_seconds: float = 30.0
    """How long a kernel may take to become ready."""
    loopback: bool = False
    """Whether it can connect to itself over TCP on a loopback interface of its own; nobody else is on it."""

    def __post_init__(self) -> None:
        for field in fields(self):
            given = getattr(self, field.name)
            if field.type == "bool":
                fits = isinstance(given, bool)
            else:
                kinds = (int,) if field.type == "int" else (int, float)
                fits = isinstance(given, kinds) and not isinstance(given, bool) and 0 < given < 2**62
            if not fits:
                kinds_named = {"bool": "True or False", "int": "a whole number above 0"}
                kind = kinds_named.get(str(field.type), "a number above 0")
                raise ValueError(f"limit {field.name} is {given!r}; it should be {kind}")

    def as_json(self) -> dict[str, Any]:
        """As a dict of JSON's types, which `from_json` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> KernelLimits:
        """Read limits by name; those not named keep their defaults. Raises ValueError for an unknown name.

        >>> KernelLimits.from_json({"processes": 50}).processes
        50
        """
        known = [field.name for field in fields(cls)]
        unknown = sorted(set(given) - set(known))
        if unknown:
            raise ValueError(f"no limit is called {unknown[0]!r}; there are {', '.join(known)}")
        return cls(**given)
