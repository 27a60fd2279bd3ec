"""The IPython kernel that a grader works with: beside the ordinary requests it takes those of a grader."""

# ipykernel has few annotations.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import asyncio
import contextlib
import inspect
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ipykernel.ipkernel import IPythonKernel

from graders.isolation import agent

OURS = b'"msg_type": "graders_'
"""In the header of each message that only a grader sends, as its session writes it."""


@dataclass(frozen=True)
class Shown:
    """A message on the iopub channel."""

    kind: str
    content: dict[str, Any]
    metadata: dict[str, Any]
    topic: bytes


@dataclass(frozen=True)
class Ran:
    """A cell that was run, and what it showed."""

    code: str
    shown: tuple[Shown, ...]


class AskedKernel(IPythonKernel):
    """An IPython kernel that also runs cells for a grader, and answers its questions about names."""

    _supports_kernel_subshells = False
    _execute_sleep = 0.0  # ipykernel waits for outputs that are on their way; `Output` has sent them

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.opening: list[Ran] = []
        """What has been run already of the first cells, which all notebooks of a lesson have in common."""
        self._for_a_grader = False
        assert self.shell is not None
        run = type(self.shell).run_cell_async
        run.__signature__ = inspect.signature(run)  # or ipykernel works it out for each cell
        self.shell.should_run_async = _unless_plain(self.shell.should_run_async)
        self.shell_handlers[agent.QUESTION] = self.answer_question
        self.shell_handlers[agent.CELLS] = self.run_cells

    async def shell_main(self, subshell_id: str | None, msg: Any) -> None:
        """Handle a message. A grader's own come by the hundred and do without word of "busy" and "idle"."""
        if not any(OURS in frame.bytes for frame in msg[:4]):
            await super().shell_main(subshell_id, msg)
            return
        async with self._main_asyncio_lock:
            await self.dispatch_shell(msg, subshell_id=subshell_id, concurrent=True)

    async def answer_question(self, stream: Any, identity: Any, parent: dict[str, Any]) -> None:
        """Answer one question; see `agent`."""
        assert self.shell is not None
        assert self.session is not None
        with self._interruptible():
            content, buffers = agent.answer(self.shell.user_ns, parent["content"], parent["buffers"])
        self.session.send(stream, agent.ANSWER, content, parent, ident=identity, buffers=[*buffers])

    async def run_cells(self, stream: Any, identity: Any, parent: dict[str, Any]) -> None:
        """Run cells one after the other, each as if it had been asked for by itself; see `agent`.

        The replies go the way of the outputs, so that whoever reads has them in the order they were sent.
        """
        for cell in parent["content"]["cells"]:
            header = {**parent["header"], "msg_id": cell["id"], "msg_type": "execute_request"}
            content = {"code": cell["code"], "allow_stdin": False, "stop_on_error": False}
            request = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
            if self.opening and self.opening[0].code == cell["code"]:
                self._show_again(self.opening.pop(0), request)
                continue
            self.opening = []
            await self.run_cell(request, cell["count"])
            with contextlib.suppress(asyncio.CancelledError):  # cells may cancel every task that there is
                await asyncio.sleep(0)  # for what the cell left to be done

    async def run_cell(self, request: dict[str, Any], count: int) -> None:
        """Run one cell, whose number is `count`."""
        assert self.shell is not None
        self.set_parent([], request, channel="shell")
        self.shell.execution_count = count
        self._for_a_grader = True
        try:
            with self._interruptible(), self._transformed_once(request["content"]["code"]):
                await self.execute_request(self.iopub_socket, self._topic("execute_reply"), request)
        except (KeyboardInterrupt, asyncio.CancelledError):  # it came when the cell was done
            self._reply_with_error(request, "KeyboardInterrupt")
        except Exception as problem:  # outputs that cannot be sent; whoever waits must not wait for ever
            self._reply_with_error(request, type(problem).__name__, ascii(str(problem)))
        finally:
            self._for_a_grader = False

    @contextlib.contextmanager
    def _transformed_once(self, code: str) -> Iterator[None]:
        assert self.shell is not None
        before = self.shell.transform_cell
        once = self.shell.transform_cell = _once(before, code)
        try:
            yield
        finally:
            if self.shell.transform_cell is once:  # else the cell has set its own
                self.shell.transform_cell = before

    def _publish_execute_input(self, code: str, parent: dict[str, Any], execution_count: int) -> None:
        """Tell everybody what is run; a grader knows, and is the only one who listens."""
        if not self._for_a_grader:
            super()._publish_execute_input(code, parent, execution_count)

    def _show_again(self, ran: Ran, request: dict[str, Any]) -> None:
        assert self.session is not None
        for shown in ran.shown:
            self.session.send(
                self.iopub_socket,
                shown.kind,
                shown.content,
                request,
                ident=shown.topic,
                metadata=shown.metadata,
            )

    def _reply_with_error(self, request: dict[str, Any], name: str, said: str = "") -> None:
        assert self.session is not None
        traceback = [f"{name}: {said}"] if said else []
        content = {"status": "error", "ename": name, "evalue": said, "traceback": traceback}
        self.session.send(
            self.iopub_socket, "execute_reply", content, request, ident=self._topic("execute_reply")
        )

    @contextlib.contextmanager
    def _cancel_on_sigint(self, future: Any) -> Iterator[None]:
        """As ipykernel's, but an interrupt also wakes a loop in which nothing else happens."""
        loop = asyncio.get_running_loop()
        before = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(future.cancel))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    @contextlib.contextmanager
    def _interruptible(self) -> Iterator[None]:
        self.pre_handler_hook()
        try:
            yield
        finally:
            self.post_handler_hook()


def _once(transform: Callable[[str], str], code: str) -> Callable[[str], str]:
    """A cell's text as Python: ipykernel asks for it to see whether the cell waits, IPython to run it.

    Later the same text may mean something else: to IPython "ls" is a command until there is such a name.
    """
    kept: list[str] = []

    def transform_cell(raw_cell: str) -> str:
        if raw_cell != code or len(kept) == 2:
            return transform(raw_cell)
        kept.append(kept[0] if kept else transform(raw_cell))
        return kept[0]

    return transform_cell


def _unless_plain(should_run_async: Callable[..., bool]) -> Callable[..., bool]:
    """Whether a cell waits for something at its top level. To see that it would be compiled once more."""

    def with_a_look_first(raw_cell: str, **known: Any) -> bool:
        text = known.get("transformed_cell") or raw_cell
        return ("await" in text or "async" in text) and should_run_async(raw_cell, **known)

    return with_a_look_first
