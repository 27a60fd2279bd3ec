"""Running a notebook cell by cell in a kernel that may do anything; checks are answered here, outside of it.

What a kernel says is turned into outputs by nbclient's own code, as in nbgrader, once it is known to fit.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from queue import Empty
from typing import Any

import zmq
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from nbformat import NotebookNode

from graders.grading import outputs
from graders.grading.limits import MEBIBYTE, Limits
from graders.grading.outputs import FLOODED, TIMED_OUT
from graders.grading.prepare import NotGraded
from graders.grading.trusted import output_of
from graders.isolation import IsolationError, agent

STEP = 250
GRACE = 4.0
"""Seconds that a cell has to end once it was interrupted, as long as nbclient waits."""
SKIP = "skip-execution"

Check = Callable[[NotebookNode], Any]


class Run:
    """One notebook in one kernel. `check` answers a cell here, or gives None for a cell that is to be run."""

    def __init__(
        self, notebook: NotebookNode, kernel: Any, client: Any, limits: Limits, check: Check
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
        self._poller = zmq.Poller()
        self._poller.register(client.iopub_channel.socket, zmq.POLLIN)
        self._poller.register(client.shell_channel.socket, zmq.POLLIN)
        self.sources: list[str] = []
        """The texts of the cells so far."""

    def all_cells(self) -> None:
        """Run the notebook to its end. Raises NotGraded when the kernel does not last that long."""
        try:
            for place, cell in enumerate(self._notebook.cells):
                if cell.cell_type == "code" and cell.source.strip():
                    self._cell(cell, place)
        except IsolationError as problem:
            raise NotGraded(str(problem)) from None
        self._reader.set_widgets_metadata()
        for cell in self._notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = outputs.joined(cell.outputs)

    def _cell(self, cell: NotebookNode, place: int) -> None:
        if SKIP in cell.metadata.get("tags", []):
            return
        self._count += 1
        checked = self._check(cell)
        if checked is None:
            self._execute(cell, place)
        else:
            now = datetime.now(UTC).isoformat()
            times = ("iopub.status.busy", "iopub.execute_input", "shell.execute_reply", "iopub.status.idle")
            cell.metadata["execution"] = dict.fromkeys(times, now)
            cell.outputs = [output_of(checked, self._count)]
            session = self._client.session
            session.send(self._client.shell_channel.socket, session.msg(agent.QUESTION, {"ask": agent.COUNT}))
        cell.execution_count = self._count
        self.sources.append(cell.source)

    def _execute(self, cell: NotebookNode, place: int) -> None:
        cell.metadata["execution"] = {}
        cell.outputs = []
        self._meter.start_cell()
        self._reader.clear_before_next_output = False
        request = self._client.execute(cell.source, store_history=True, stop_on_error=False)
        reply = self._follow(request, cell, place)
        if self._meter.cut:
            cell.outputs.append(outputs.note(f"what follows was cut: {self._meter.cut}"))
        if reply.get("status") == "error":
            name = reply.get("ename")
            if not any(shown.output_type == "error" and shown.ename == name for shown in cell.outputs):
                cell.outputs.append(outputs.error_of_reply(reply))

    def _follow(self, request: str, cell: NotebookNode, place: int) -> dict[str, Any]:
        """Take in what the kernel sends until the cell is done; the content of its reply."""
        seconds = max(1.0, min(self._limits.cell_seconds, self._deadline - time.monotonic()))
        stop_at = time.monotonic() + seconds
        reply: dict[str, Any] | None = None
        idle = stopping = False
        while reply is None or not idle:
            left = stop_at - time.monotonic()
            if left <= 0 or (self._meter.flooded and not stopping):
                if stopping:
                    raise NotGraded(f"cell {place + 1} ran too long and could not be interrupted")
                stopping, stop_at = True, time.monotonic() + GRACE
                if reply is None:
                    reply = self._stop(seconds)
                continue
            ready = dict(self._poller.poll(min(STEP, max(1, int(left * 1000)))))
            if not ready and not self._kernel.alive():
                raise NotGraded(f"its kernel died while running: {self._kernel.why_ended()}")
            if self._client.shell_channel.socket in ready:
                for message in self._arrived(self._client.shell_channel):
                    if self._answers(message, request) and message["header"]["msg_type"] == "execute_reply":
                        cell.metadata["execution"]["shell.execute_reply"] = _time(message)
                        reply = reply or message["content"]
            if self._client.iopub_channel.socket in ready:
                for message in self._arrived(self._client.iopub_channel):
                    if self._answers(message, request):
                        idle |= self._take(message, cell, place)
        return reply

    def _stop(self, seconds: float) -> dict[str, Any]:
        """Interrupt the cell; gives what stands for the reply that did not come."""
        self._kernel.interrupt()
        if self._meter.flooded:
            most = self._limits.cell_flood_bytes // MEBIBYTE
            text = f"This cell printed more than {most} MiB and was stopped"
            return {"status": "error", "ename": FLOODED, "evalue": text, "traceback": [f"{FLOODED}: {text}"]}
        shown = [f"\x1b[0;31m{TIMED_OUT}\x1b[0m: No reply from kernel before timeout"]
        return {"status": "error", "ename": TIMED_OUT, "evalue": "", "traceback": shown}

    @staticmethod
    def _arrived(channel: Any) -> list[dict[str, Any]]:
        """A few of the messages that are there, so that neither channel waits long for the other."""
        messages: list[dict[str, Any]] = []
        with contextlib.suppress(Empty):  # what was there was no message
            while len(messages) < 20:
                messages.append(channel.get_msg(timeout=0))
        return messages

    @staticmethod
    def _answers(message: dict[str, Any], request: str) -> bool:
        return bool(message["parent_header"].get("msg_id") == request)

    def _take(self, message: dict[str, Any], cell: NotebookNode, place: int) -> bool:
        """Enter an output into the cell; True when the message says that the cell is done."""
        if not self._meter.takes(message):
            return False
        outputs.without_verdicts(message)
        message["msg_type"] = message["header"]["msg_type"]
        # Whatever is wrong with a message is the notebook's own doing, and costs it this one output.
        with contextlib.suppress(Exception):
            try:
                self._reader.process_message(message, cell, place)
            except CellExecutionComplete:
                return True
        return False


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
    """A part of a message. Its time is read here; the session itself would look for times in all of it."""
    content = json.loads(part)
    if isinstance(content, dict) and isinstance(content.get("date"), str):
        try:
            content["date"] = datetime.fromisoformat(content["date"])
        except ValueError:
            del content["date"]
    return content


def _time(message: dict[str, Any]) -> str:
    date = message["header"].get("date")
    return date.isoformat() if isinstance(date, datetime) else datetime.now(UTC).isoformat()
