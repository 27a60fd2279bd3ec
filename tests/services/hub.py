"""A JupyterHub of the test's own, on this machine alone, with the configuration of examples/jupyterhub."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from machine import INSTRUCTORS, STUDENTS, SYSTEM_PATH, Machine, adapted
from servers import started, until

PROXY = "configurable-http-proxy@5"


@contextlib.contextmanager
def a_hub(machine: Machine) -> Iterator[str]:
    """Start the hub; gives its address, and ends it with the servers that it has started."""
    state = machine.folder / "jupyterhub"
    state.mkdir()
    changes = {
        '"instructors", "students"': f"{INSTRUCTORS!r}, {STUDENTS!r}",
        "/srv/jupyterhub": str(state),
        "http://127.0.0.1:8000": f"http://127.0.0.1:{free_port()}",
    }
    config = state / "jupyterhub_config.py"
    config.write_text(adapted("jupyterhub_config.py", machine, changes), encoding="utf-8")
    address = changes["http://127.0.0.1:8000"]
    proxy = _proxy(machine.folder)
    ports = (
        f"--JupyterHub.hub_port={free_port()}",
        f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{free_port()}",
    )
    path = os.pathsep.join([str(machine.programs), str(proxy), os.environ["PATH"], SYSTEM_PATH])
    log = state / "log"
    with log.open("wb") as written:
        process = started(
            [str(machine.programs / "jupyterhub"), "-f", str(config), *ports],
            cwd=state,
            env={"PATH": path, "HOME": str(state), "LANG": "C.UTF-8"},
            stdout=written,
            stderr=written,
        )
    try:
        until(lambda: process.poll() is not None or _answers(address), "the hub starts", 120)
        assert process.poll() is None, log.read_text(encoding="utf-8")
        yield address
    finally:
        process.terminate()
        process.wait(60)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _proxy(folder: Path) -> Path:
    """The hub's proxy, installed from the npm registry; gives the folder of its program."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.fail("This test starts a JupyterHub, whose proxy comes from npm: sudo apt-get install npm")
    command = [npm, "install", "--no-fund", "--no-audit", "--no-save", "--prefix", str(folder), PROXY]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder / "node_modules" / ".bin"


def _answers(address: str) -> bool:
    with contextlib.suppress(OSError):
        urllib.request.urlopen(f"{address}/hub/login", timeout=5).close()
        return True
    return False
