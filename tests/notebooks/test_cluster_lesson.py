"""Lesson 09 on a real cluster, and where there can be none: the same numbers, and nothing left running."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client import BlockingKernelClient, KernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

LESSON = "09-gradients-on-a-cluster"
PLACES_DIFFER = {"start-cluster", "submit-run", "lost-run", "time-run"}
"""Cells that say in which process something ran, or how long it took."""


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "notebooks" / "source" / LESSON


def told(folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    """What each cell of the lesson shows, by its id. A cell with an error or a warning fails.

    What is printed is one text: a kernel sends it in pieces, now in more, now in fewer.
    """
    notebook: NotebookNode = nbformat.read(folder / f"{LESSON}.ipynb", as_version=4)
    client = NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(folder)}})
    client.execute(env=environment)
    shown = {}
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        assert [output for output in outputs if output.get("name") == "stderr"] == [], cell.id
        printed = "".join(output.get("text", "") for output in outputs)
        others = [output["data"]["text/plain"] for output in outputs if "data" in output]
        shown[cell.id] = [*([printed] if printed else []), *others]
    return shown


@contextlib.contextmanager
def another_cluster() -> Iterator[None]:
    """Dask's usual port is taken, as by a second notebook."""
    with socket.socket() as other:
        with contextlib.suppress(OSError):  # somebody has it already
            other.bind(("127.0.0.1", 8787))
            other.listen()
        yield


def test_the_stand_in_gives_the_numbers_of_the_cluster(folder: Path, environment: dict[str, str]) -> None:
    with another_cluster():
        real = told(folder, environment)
    alone = told(folder, environment | {"NBGRADER_EXECUTION": "validate"})
    assert real["start-cluster"] == ["a cluster with two workers\n"]
    assert alone["start-cluster"][0].startswith("No further processes here (OSError)")
    assert "".join(real["lost-run"]).endswith("the same gradients as before: True\n")
    checked = [name for name in real if name not in PLACES_DIFFER and not name.startswith("check-")]
    assert {name: real[name] for name in checked} == {name: alone[name] for name in checked}


@pytest.fixture
def kernel(folder: Path, environment: dict[str, str]) -> Iterator[tuple[KernelManager, BlockingKernelClient]]:
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(folder), env=environment)
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def said(client: BlockingKernelClient, code: str) -> str:
    texts: list[str] = []

    def heard(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            texts.append(message["content"]["text"])

    for _ in range(40):  # for a moment after an interrupt a kernel aborts whatever it is asked
        reply = client.execute_interactive(code, timeout=60, output_hook=heard)
        if reply["content"]["status"] != "aborted":
            break
        time.sleep(0.25)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(texts)


def runs(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return False


@pytest.fixture
def cells(folder: Path) -> dict[str, str]:
    return {cell.id: cell.source for cell in nbformat.read(folder / f"{LESSON}.ipynb", 4).cells}


def test_an_interrupted_cell_leaves_the_workers_and_a_second_start_leaves_two(
    cells: dict[str, str], kernel: tuple[KernelManager, BlockingKernelClient]
) -> None:
    manager, client = kernel
    for name in ("setup", "start-cluster"):
        said(client, cells[name])
    first = [int(pid) for pid in said(client, "print(*client.run(os.getpid).values())").split()]
    waiting = client.execute("print('waits', flush=True); client.submit(time.sleep, 3).result()")
    while client.get_iopub_msg(timeout=30)["content"].get("text") != "waits\n":
        pass
    manager.interrupt_kernel()
    while (reply := client.get_shell_msg(timeout=30))["parent_header"]["msg_id"] != waiting:
        pass
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert said(client, "print(client.submit(math.sqrt, 49.0).result(timeout=30))") == "7.0\n"
    said(client, cells["start-cluster"])
    second = [int(pid) for pid in said(client, "print(*client.run(os.getpid).values())").split()]
    assert len(second) == 2
    assert not set(first) & set(second)
    assert not any(map(runs, first))
    said(client, cells["end-run"])
    assert not any(map(runs, second))


def test_without_the_first_cell_the_start_says_so_and_is_no_stand_in(
    cells: dict[str, str], kernel: tuple[KernelManager, BlockingKernelClient]
) -> None:
    _, client = kernel
    reply = client.execute_interactive(cells["start-cluster"], timeout=60, output_hook=lambda message: None)
    assert reply["content"]["ename"] == "NameError"


@pytest.mark.parametrize("ending", ["killed", "shut down"])
def test_the_cluster_ends_with_the_notebook_whatever_happens(
    cells: dict[str, str], kernel: tuple[KernelManager, BlockingKernelClient], ending: str
) -> None:
    manager, client = kernel
    for name in ("setup", "start-cluster"):
        said(client, cells[name])
    pids = [int(pid) for pid in said(client, "print(*client.run(os.getpid).values())").split()]
    assert len(pids) == 2
    assert all(map(runs, pids))
    if ending == "killed":
        os.kill(int(manager.provisioner.process.pid), signal.SIGKILL)
    else:
        manager.shutdown_kernel()
    patience = time.monotonic() + 30
    while any(map(runs, pids)) and time.monotonic() < patience:
        time.sleep(0.05)
    assert [pid for pid in pids if runs(pid)] == []
