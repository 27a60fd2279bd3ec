"""What a notebook may show of what it prints: bounded for each cell and for all, and said where it is cut."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode

from graders.checking.checks import VERDICT_TYPE
from graders.grading.submission_limits import MEBIBYTE, SubmissionLimits

SHOWN = ("stream", "display_data", "execute_result", "error", "update_display_data")
TIMED_OUT = "CellTimeoutError"
FLOODED = "OutputLimitError"
JSON_TYPE = re.compile(r"application/(.*\+)?json")
OVERHEAD = 100
LONGEST_LINE = 2000


class Meter:
    """Counts what a kernel sends. Nothing that is over a limit is kept."""

    def __init__(self, limits: SubmissionLimits) -> None:
        self._limits = limits
        self._notebook = 0
        self.start_cell()

    def start_cell(self) -> None:
        self._cell = 0
        self._outputs = 0
        self._seen = 0
        self.cut: str | None = None

    @property
    def flooded(self) -> bool:
        """The cell has sent so much that it should be stopped."""
        return self._seen > self._limits.cell_flood_bytes

    def takes(self, message: dict[str, Any]) -> bool:
        """Whether a message still fits; it is counted. What only says that a cell runs or is done does."""
        kind, content = message["header"]["msg_type"], message["content"]
        if kind not in SHOWN and not kind.startswith("comm_"):
            return True
        size = size_of(content) + sum(len(buffer) for buffer in message.get("buffers", ())) + OVERHEAD
        self._seen += size
        if self.cut is None:
            limits = self._limits
            if self._cell + size > limits.cell_output_bytes:
                self.cut = f"more than {limits.cell_output_bytes // MEBIBYTE} MiB in one cell"
            elif self._notebook + size > limits.notebook_output_bytes:
                self.cut = f"more than {limits.notebook_output_bytes // MEBIBYTE} MiB in the notebook"
            elif self._outputs >= limits.cell_outputs:
                self.cut = f"more than {limits.cell_outputs} outputs in one cell"
        if self.cut is not None:
            return False
        self._cell += size
        self._notebook += size
        self._outputs += kind != "stream"  # what is printed in one go will be one output
        return True


def size_of(content: dict[str, Any]) -> int:
    """About how many bytes a message's content takes."""
    text = content.get("text")
    if isinstance(text, str):
        return len(text)
    try:
        return len(json.dumps(content))
    except (ValueError, RecursionError):
        return 2**62


def without_verdicts(message: dict[str, Any]) -> None:
    """Take out what looks like the result of a check: only a grader gives those."""
    data = message["content"].get("data")
    if isinstance(data, dict):
        data.pop(VERDICT_TYPE, None)


def from_message(message: dict[str, Any]) -> NotebookNode | None:
    """The output that a message shows; None for one that is no output, or breaks the notebook format."""
    kind, content = message["header"]["msg_type"], message["content"]
    match kind, content:
        case "stream", {"name": str(name), "text": str(text)}:
            return _node(output_type=kind, name=name, text=text)
        case "error", {"ename": str(name), "evalue": str(value), "traceback": list(traceback)}:
            if all(isinstance(line, str) for line in traceback):
                return _node(output_type=kind, ename=name, evalue=value, traceback=traceback)
        case "display_data", {"data": dict(data), "metadata": dict(metadata)} if _is_bundle(data):
            return _node(output_type=kind, data=data, metadata=metadata)
        case "execute_result", {
            "data": dict(data),
            "metadata": dict(metadata),
            "execution_count": int(count),
        }:
            if _is_bundle(data):
                return _node(output_type=kind, data=data, metadata=metadata, execution_count=int(count))
    return None


def _node(**parts: Any) -> NotebookNode:
    return NotebookNode(**parts)  # type: ignore[no-untyped-call]  # nbformat is partly typed


def _is_bundle(data: dict[str, Any]) -> bool:
    """Whether data of several types is as the notebook format wants it: all but JSON is text."""
    return all(
        isinstance(value, str)
        or JSON_TYPE.fullmatch(name) is not None
        or (isinstance(value, list) and all(isinstance(line, str) for line in value))
        for name, value in data.items()
    )


def joined(shown: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Outputs in which what was printed in one go is one output: how it was cut up on its way is chance."""
    result: list[NotebookNode] = []
    for kind, group in itertools.groupby(shown, lambda one: one.get("name") if _is_stream(one) else None):
        parts = list(group)
        if kind is not None:
            parts[0].text = "".join(part.text for part in parts)
            parts = parts[:1]
        result += parts
    return result


def _is_stream(shown: NotebookNode) -> bool:
    return bool(shown.output_type == "stream" and isinstance(shown.text, str))


def result(data: dict[str, Any], count: int) -> NotebookNode:
    """What a cell gives as its result."""
    return _node(output_type="execute_result", data=data, metadata={}, execution_count=count)


def note(text: str) -> NotebookNode:
    """A line of our own among a cell's outputs. On stdout: for nbgrader, a test with stderr failed."""
    return _node(output_type="stream", name="stdout", text=f"\n... {text} ...\n")


def error(name: str, value: str, traceback: list[str]) -> NotebookNode:
    """An error among a cell's outputs."""
    return _node(output_type="error", ename=name, evalue=value, traceback=traceback)


def error_of_reply(content: dict[str, Any]) -> NotebookNode:
    """The error that a kernel reports in its reply, whatever it is made of."""
    traceback = content.get("traceback")
    lines = [str(line)[:LONGEST_LINE] for line in traceback[:200]] if isinstance(traceback, list) else []
    return error(
        str(content.get("ename", "Error"))[:LONGEST_LINE],
        str(content.get("evalue", ""))[:LONGEST_LINE],
        lines or ["ERROR: An error occurred while showtraceback was disabled"],
    )
