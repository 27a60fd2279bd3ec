"""A sandbox for the tests, and a way to run code in an isolated kernel. Without isolation they fail."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty
from typing import Any

import pytest

from graders.isolation import KernelGone, KernelLimits, Sandbox
from graders.isolation.client import KernelClient
from graders.isolation.kernel_limits import MEBIBYTE
from graders.isolation.probing import probe

SMALL = KernelLimits(
    wall_seconds=60.0,
    memory_bytes=256 * MEBIBYTE,
    processes=48,
    file_bytes=8 * MEBIBYTE,
    disk_bytes=16 * MEBIBYTE,
    files=200,
    cpu_seconds=30,
)


@dataclass(frozen=True)
class Outcome:
    """What running a cell came to: what it printed, the name of its error, how the kernel ended."""

    printed: str = ""
    error: str | None = None
    gone: str | None = None


Run = Callable[..., Outcome]


def run_in(client: KernelClient, code: str, seconds: float = 30.0) -> Outcome:
    """Run a cell as a notebook does and collect what it says."""
    asked = client.execute(code, stop_on_error=False)
    printed, error = [], None
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            message = client.get_iopub_msg(timeout=0.2)
        except Empty:
            if not client.kernel.alive():
                return Outcome("".join(printed), error, client.kernel.why_ended())
            continue
        if message["parent_header"].get("msg_id") != asked:
            continue
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "stream":
            printed.append(content["text"])
        elif kind == "error":
            error = content["ename"]
        elif kind == "status" and content["execution_state"] == "idle":
            return Outcome("".join(printed), error)
    raise AssertionError(f"the cell did not end within {seconds:g} seconds; printed so far: {printed}")


@pytest.fixture(scope="session")
def machine() -> None:
    """Fails, with what is missing, where kernels cannot be isolated."""
    found = probe()
    if not found.isolates:
        pytest.fail(str(found))


@pytest.fixture(scope="session")
def sandbox(machine: None) -> Iterator[Sandbox]:
    with Sandbox(SMALL) as shared:
        yield shared


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[KernelClient]:
    with sandbox.kernel() as kernel, kernel.client() as connected:
        yield connected


@pytest.fixture
def run(client: KernelClient) -> Run:
    """Runs a cell in a fresh isolated kernel; several calls use the same kernel."""
    return lambda code, seconds=30.0: run_in(client, code, seconds)


@pytest.fixture
def other(sandbox: Sandbox) -> Iterator[KernelClient]:
    """A second kernel in the same sandbox: somebody else's submission."""
    with sandbox.kernel() as kernel, kernel.client() as connected:
        yield connected


def is_well(client: Any) -> bool:
    """Whether a kernel still computes."""
    try:
        return run_in(client, "print(6 * 7)").printed == "42\n"
    except KernelGone:
        return False
