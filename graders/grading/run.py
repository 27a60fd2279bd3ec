"""Running a notebook cell by cell in a kernel that may do anything; checks are answered here, outside of it.

What a kernel says is turned into outputs by nbclient's own code, as in nbgrader, once it is known to fit.
"""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime
from queue import Empty
from typing import Any

from nbclient import NotebookClient
from nbformat import NotebookNode

from graders.grading import outputs
from graders.grading.outputs import FLOODED, TIMED_OUT
from graders.grading.prepare import NotGraded
from graders.grading.submission_limits import MEBIBYTE, SubmissionLimits
from graders.grading.trusted import output_of
from graders.isolation import IsolationError, agent
from graders.isolation.client import unpack

STEP = 0.25
GRACE = 4.0
"""Seconds that a cell has to end once it was interrupted, as long as nbclient waits."""
LAST_WORDS = 0.5
"""Seconds in which a cell that sends too much may come to its end by itself."""
SKIP = "skip-execution"
STARTED = ("iopub.status.busy", "iopub.execute_input")
DONE = ("shell.execute_reply", "iopub.status.idle")
"""nbclient's names for the times at which a cell began to run and was done."""

Check = Callable[[NotebookNode], Any]


def places_to_run(notebook: NotebookNode) -> list[int]:
    """The places of the cells that are run: code, and not marked to be skipped."""
    return [
        place
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and cell.source.strip() and SKIP not in cell.metadata.get("tags", [])
    ]


class Run:
    """One notebook in one kernel. `check` answers a cell here, or gives None for a cell that is to be run."""

    def __init__(
        self, notebook: NotebookNode, kernel: Any, client: Any, limits: SubmissionLimits, check: Check
    ) -> None:
        self._notebook = notebook
        self._kernel = kernel
        self._client = client
        self._limits = limits
        self._check = check
        self._meter = outputs.Meter(limits)
        self._deadline = time.monotonic() + limits.notebook_seconds
        self._count = 0
        self._reader = _Reader(notebook)
        self._reader.reset_execution_trackers()
        self._reader.kc = client
        client.session.unpack = _unpack
        self.sources: list[str] = []
        """The texts of the cells so far."""

    def all_cells(self) -> None:
        """Run the notebook to its end. Raises NotGraded when the kernel does not last that long."""
        try:
            for alone, group in itertools.groupby(places_to_run(self._notebook), self._is_test):
                stretch = list(group)
                for part in [[place] for place in stretch] if alone else [stretch]:
                    if not (alone and self._answered(part[0])):
                        self._run(part)
        except IsolationError as problem:
            raise NotGraded(str(problem)) from None
        self._reader.set_widgets_metadata()
        for cell in self._notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = outputs.joined(cell.outputs)

    def _is_test(self, place: int) -> bool:
        # A test's text enters the kernel when its turn has come, and no sooner.
        return bool(self._notebook.cells[place].metadata.get("nbgrader", {}).get("grade"))

    def _answered(self, place: int) -> bool:
        """Have a cell answered by the grader. False if it is none of those."""
        cell = self._notebook.cells[place]
        checked = self._check(cell)
        if checked is None:
            return False
        now = datetime.now(UTC).isoformat()
        cell.metadata["execution"] = dict.fromkeys((*STARTED, *DONE), now)
        cell.outputs = [output_of(checked, self._number(cell))]
        return True

    def _number(self, cell: NotebookNode) -> int:
        """The number of the cell that is run next."""
        self._count += 1
        cell.execution_count = self._count
        self.sources.append(cell.source)
        return self._count

    def _run(self, stretch: list[int]) -> None:
        """Have cells run by the kernel, one after the other."""
        session = self._client.session
        asked = []
        for place in stretch:
            cell = self._notebook.cells[place]
            cell.outputs = []
            asked.append({"id": session.msg_id, "code": cell.source, "count": self._number(cell)})
        started = datetime.now(UTC).isoformat()
        self._client.send(agent.CELLS, {"cells": asked})
        for place, request in zip(stretch, asked, strict=True):
            self._notebook.cells[place].metadata["execution"] = dict.fromkeys(STARTED, started)
            started = self._follow_cell(request["id"], place)

    def _follow_cell(self, request: str, place: int) -> str:
        """Take in all of a cell; gives the time at which it was done, when the next one begins."""
        cell = self._notebook.cells[place]
        self._meter.start_cell()
        self._reader.clear_before_next_output = False
        reply, done = self._follow(request, cell, place)
        cell.metadata["execution"].update(dict.fromkeys(DONE, done))
        if self._meter.cut:
            cell.outputs.append(outputs.note(f"what follows was cut: {self._meter.cut}"))
        if reply.get("status") == "error":
            name = reply.get("ename")
            if not any(shown.output_type == "error" and shown.ename == name for shown in cell.outputs):
                cell.outputs.append(outputs.error_of_reply(reply))
        return done

    def _follow(self, request: str, cell: NotebookNode, place: int) -> tuple[dict[str, Any], str]:
        """Take in what the kernel sends until the cell is done; the content of its reply, and its time."""
        seconds = max(1.0, min(self._limits.cell_seconds, self._deadline - time.monotonic()))
        stop_at = time.monotonic() + seconds
        stopped: dict[str, Any] | None = None
        while True:
            left = stop_at - time.monotonic()
            # What has arrived is read to its end first: a cell that is done must not be interrupted, for the
            # interrupt would meet the next one.
            message = self._next(max(0.0, min(STEP, left)))
            if message is not None and message["parent_header"].get("msg_id") == request:
                if message["header"]["msg_type"] == "execute_reply":
                    return stopped or message["content"], _time(message)
                self._take(message, cell, place)
                if self._meter.flooded and stopped is None:
                    stop_at = min(stop_at, time.monotonic() + LAST_WORDS)
            if left <= 0 and (message is None or left < -LAST_WORDS):
                if stopped is not None:
                    raise NotGraded(f"cell {place + 1} ran too long and could not be interrupted")
                stopped, stop_at = self._stop(seconds), time.monotonic() + GRACE

    def _next(self, seconds: float) -> dict[str, Any] | None:
        """What the kernel sends next; None when nothing comes for so long. Raises NotGraded when it ended."""
        try:
            message: dict[str, Any] = self._client.iopub_channel.get_msg(timeout=seconds)
        except Empty:
            if not self._kernel.alive():
                raise NotGraded(f"its kernel died while running: {self._kernel.why_ended()}") from None
            if cut := self._client.shows_nothing_more():
                raise NotGraded(cut) from None
            return None
        return message

    def _stop(self, seconds: float) -> dict[str, Any]:
        """Interrupt the cell; gives what stands for the reply that did not come."""
        self._kernel.interrupt()
        if self._meter.flooded:
            most = self._limits.cell_flood_bytes // MEBIBYTE
            text = f"This cell printed more than {most} MiB and was stopped"
            return {"status": "error", "ename": FLOODED, "evalue": text, "traceback": [f"{FLOODED}: {text}"]}
        shown = [f"\x1b[0;31m{TIMED_OUT}\x1b[0m: No reply from kernel before timeout"]
        return {"status": "error", "ename": TIMED_OUT, "evalue": "", "traceback": shown}

    def _take(self, message: dict[str, Any], cell: NotebookNode, place: int) -> None:
        """Enter an output into the cell."""
        if not self._meter.takes(message):
            return
        outputs.without_verdicts(message)
        message["msg_type"] = message["header"]["msg_type"]
        # Whatever is wrong with a message is the notebook's own doing, and costs it this one output.
        with contextlib.suppress(Exception):
            self._reader.process_message(message, cell, place)


class _Reader(NotebookClient):
    """nbclient's reader of messages. Only an output's making is ours: nbclient validates each one slowly."""

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        if self.output_hook_stack[msg["parent_header"].get("msg_id")]:
            return super().output(outs, msg, display_id, cell_index)
        shown = outputs.from_message(msg)
        if shown is None:
            return None
        if self.clear_before_next_output:
            outs[:] = []
            self.clear_display_id_mapping(cell_index)
            self.clear_before_next_output = False
        if display_id:
            places = self._display_id_map.setdefault(display_id, {}).setdefault(cell_index, [])
            places.append(len(outs))
        outs.append(shown)
        return shown


def _unpack(part: bytes) -> Any:
    """A part of a message, as bounded as any. Its time is read here; the session would look in all of it."""
    content = unpack(part)
    if isinstance(content, dict) and isinstance(content.get("date"), str):
        try:
            content["date"] = datetime.fromisoformat(content["date"])
        except ValueError:
            del content["date"]
    return content


def _time(message: dict[str, Any]) -> str:
    date = message["header"].get("date")
    return date.isoformat() if isinstance(date, datetime) else datetime.now(UTC).isoformat()
