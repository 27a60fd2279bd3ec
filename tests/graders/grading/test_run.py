"""Cells in one kernel after the other: what one of them does stays its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from graders.grading.prepare import NotGraded
from graders.grading.run import Run
from graders.grading.submission_limits import MEBIBYTE, SubmissionLimits
from graders.isolation import Sandbox

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as shared:
        yield shared


def ran(
    sandbox: Sandbox, cells: Sequence[str], limits: SubmissionLimits | None = None, tests: Sequence[int] = ()
) -> list[NotebookNode]:
    limits = limits or SubmissionLimits()
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    for place in tests:
        notebook.cells[place].metadata["nbgrader"] = {"grade": True}
    with sandbox.kernel(limits=limits.of_kernel()) as kernel, kernel.client() as client:
        Run(notebook, kernel, client, limits, lambda cell: None).all_cells()
    return list(notebook.cells)


def errors(cell: NotebookNode) -> list[str]:
    return [shown.ename for shown in cell.outputs if shown.output_type == "error"]


def text(cell: NotebookNode) -> str:
    return "".join(shown.text for shown in cell.outputs if shown.output_type == "stream")


def test_a_cell_that_prints_too_much_and_ends_is_not_interrupted_in_the_next_one(sandbox: Sandbox):
    loud = "for i in range(40): print('x' * 1_000_000, flush=True)"
    slow = "import time\nfor _ in range(20): time.sleep(0.1)\ny = 1"
    limits = SubmissionLimits(cell_flood_bytes=30 * MEBIBYTE)
    first, second, third = ran(sandbox, [loud, slow, "print(y)"], limits)
    assert (errors(second), errors(third), text(third)) == ([], [], "1\n")
    assert "what follows was cut" in text(first)


def test_an_endless_flood_is_stopped_and_the_next_cell_runs(sandbox: Sandbox):
    limits = SubmissionLimits(cell_flood_bytes=5 * MEBIBYTE)
    first, second = ran(sandbox, ["while True: print('x' * 500, flush=True)", "print('next')"], limits)
    assert "OutputLimitError" in errors(first)
    assert text(second) == "next\n"


def test_a_cell_that_waits_is_stopped_at_its_limit_and_the_next_one_runs(sandbox: Sandbox):
    limits = SubmissionLimits(cell_seconds=1)
    first, second = ran(sandbox, ["import asyncio\nawait asyncio.sleep(30)", "print('next')"], limits)
    assert "CellTimeoutError" in errors(first)
    assert text(second) == "next\n"


def test_an_output_that_ends_its_connection_ends_the_run_and_not_the_wait_for_it(sandbox: Sandbox):
    limits = SubmissionLimits()
    size = limits.of_kernel().message_bytes + 1
    tampered = f"get_ipython().kernel.iopub_thread.socket.send(bytes({size}))\nimport time\ntime.sleep(50)"
    with pytest.raises(NotGraded, match="more than 16 MiB"):
        ran(sandbox, [tampered, "print('next')"], limits)


def test_many_lines_handed_over_one_by_one_are_one_output(sandbox: Sandbox):
    (cell,) = ran(sandbox, ["for i in range(7000): print(i, flush=True)"])
    assert len(cell.outputs) == 1
    assert text(cell).split() == [str(i) for i in range(7000)]


def test_a_test_cell_shows_nothing_of_what_a_program_wrote_before(sandbox: Sandbox):
    cells = ["import os\nos.system('echo wrong >&2')", "assert True"] * 15
    for cell in ran(sandbox, cells, tests=range(1, 30, 2))[1::2]:
        assert cell.outputs == []


def test_the_text_of_a_test_is_in_no_kernel_before_its_turn(sandbox: Sandbox):
    looks = (
        "import gc\nprint(any('se' + 'cret' in str(each) for each in gc.get_objects() if type(each) is dict))"
    )
    cells = ran(sandbox, [looks, "x = 'secret'", "'secret'"], tests=[1])
    assert text(cells[0]) == "False\n"


def test_a_cell_that_leaves_does_not_end_the_notebook(sandbox: Sandbox):
    cells = ["exit", "x = 1", "import time\nquit()\ntime.sleep(0.3)\nprint(x)", "print(x + 1)"]
    last = ran(sandbox, cells)[2:]
    assert [(errors(cell), text(cell)) for cell in last] == [([], "1\n"), ([], "2\n")]
