"""Isolated kernels under clients that know nothing of them: nbclient and nbgrader."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import nbformat
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from graders.isolation import KernelFailed
from graders.isolation.kernelspec import KERNEL_NAME, PROVISIONER, install_kernel, kernel_spec
from graders.isolation.provisioner import shared_sandbox

pytestmark = pytest.mark.slow


@pytest.fixture
def installed(machine: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The kernel spec, installed below a folder of the test's, and the provisioner, known to Jupyter."""
    made = install_kernel(str(tmp_path / "prefix"), {"cpu_seconds": 60})
    monkeypatch.setenv("JUPYTER_PATH", str(made.parent.parent))
    factory = KernelProvisionerFactory.instance()
    place = "graders.isolation.provisioner:IsolatedProvisioner"
    known = EntryPoint(PROVISIONER, place, KernelProvisionerFactory.GROUP_NAME)
    monkeypatch.setitem(factory.provisioners, PROVISIONER, known)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submission's folder, with data and a symbolic link that leads out of it."""
    made = tmp_path / "submission"
    (made / "data").mkdir(parents=True)
    (made / "data" / "numbers.csv").write_text("1,2")
    (made / "link").symlink_to("/etc/hostname")
    return made


def notebook(*cells: str) -> nbformat.NotebookNode:
    return new_notebook(cells=[new_code_cell(cell) for cell in cells])


def outputs(done: nbformat.NotebookNode) -> list[str]:
    return [output.get("text", output.get("ename", "")) for cell in done.cells for output in cell.outputs]


def test_nbclient_runs_a_notebook_in_an_isolated_kernel(installed: Path, folder: Path):
    code = [
        "import os\nprint(os.getpid(), sorted(os.listdir('.')))",
        "print(open('data/numbers.csv').read())",
        "1 / 0",
    ]
    client = NotebookClient(
        notebook(*code),
        kernel_name=KERNEL_NAME,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    assert outputs(client.execute()) == ["1 ['data']\n", "1,2\n", "ZeroDivisionError"]
    assert sorted(path.name for path in folder.iterdir()) == ["data", "link"]


def test_a_kernel_that_exits_is_reported_by_nbclient_as_dead(installed: Path):
    from nbclient.exceptions import DeadKernelError

    with pytest.raises(DeadKernelError):
        NotebookClient(notebook("import os\nos._exit(1)"), kernel_name=KERNEL_NAME).execute()


def test_a_cell_that_takes_too_long_is_interrupted_by_nbclient(installed: Path):
    cells = notebook("while True: pass", "print('next')")
    client = NotebookClient(
        cells, kernel_name=KERNEL_NAME, timeout=1, interrupt_on_timeout=True, allow_errors=True
    )
    assert outputs(client.execute())[-1] == "next\n"


def test_nbgraders_step_that_executes_uses_it_by_name(installed: Path, monkeypatch: pytest.MonkeyPatch):
    from nbgrader.preprocessors import Execute

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    step = Execute(kernel_name=KERNEL_NAME)
    done, _ = step.preprocess(notebook("import os\nprint(os.getpid(), os.environ['NBGRADER_EXECUTION'])"), {})
    assert outputs(done) == ["1 autograde\n"]


def test_no_kernel_is_left_when_the_clients_have_gone(installed: Path):
    NotebookClient(notebook("1"), kernel_name=KERNEL_NAME).execute()
    assert not shared_sandbox()._kernels


def test_a_folder_with_too_much_in_it_is_refused_with_advice(installed: Path, folder: Path):
    for number in range(2100):
        (folder / str(number)).touch()
    client = NotebookClient(
        notebook("1"), kernel_name=KERNEL_NAME, resources={"metadata": {"path": str(folder)}}
    )
    with pytest.raises(KernelFailed, match="only it and its data"):
        client.execute()


def test_limits_in_a_kernel_spec_are_checked_when_it_is_made():
    with pytest.raises(ValueError, match="no limit is called"):
        kernel_spec({"memory": 1})
