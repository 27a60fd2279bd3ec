"""The released lessons with their outputs, as a student sees them who has answered nothing yet."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from kernels import Kernels
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.notebooknode import from_dict

from course_site.problem import SiteProblem

KERNEL = "python3"
SECONDS = 120
AT_ONCE = 2
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


def executed(lessons: Sequence[str], folder: Path) -> dict[str, NotebookNode]:
    """Each lesson's notebook with its outputs. Raises SiteProblem, naming the cell, when one does not run."""
    try:
        KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel:
        raise SiteProblem("No Python kernel is installed here. `make setup` installs it.") from None
    with ThreadPoolExecutor(AT_ONCE) as pool:  # each has a kernel, a process of its own
        return dict(zip(lessons, pool.map(lambda lesson: run(folder / lesson), lessons), strict=True))


def run(lesson: Path) -> NotebookNode:
    """A released lesson, run in its own folder; what a slider drew stands where the slider was."""
    notebook: NotebookNode = nbformat.read(lesson / f"{lesson.name}.ipynb", 4)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name=KERNEL,
        kernel_manager_class=Kernels,
        resources={"metadata": {"path": str(lesson)}},
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as problem:
        last = str(problem).strip().splitlines()[-1]
        raise SiteProblem(
            f"{lesson.name} does not run as it is released, so no site was built: {last}"
        ) from None
    _still(notebook)
    return notebook


def _still(notebook: NotebookNode) -> None:
    """Put what widgets show last in their place: a page has no kernel that would move them."""
    states = notebook.metadata.pop("widgets", {}).get(STATE, {}).get("state", {})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [shown for output in cell.outputs for shown in _shown(output, states)]


def _shown(output: NotebookNode, states: dict[str, Any]) -> list[NotebookNode]:
    if VIEW not in output.get("data", {}):
        return [output]
    return [from_dict(inner) for inner in _inside(output.data[VIEW]["model_id"], states)]  # type: ignore[no-untyped-call]


def _inside(model: str, states: dict[str, Any]) -> list[dict[str, Any]]:
    """The outputs inside a widget: its own, or those of the widgets that it holds."""
    state = states.get(model, {}).get("state", {})
    outputs = list(state.get("outputs", ()))
    for child in state.get("children", ()):
        outputs += _inside(str(child).removeprefix("IPY_MODEL_"), states)
    return outputs
