"""The IPython kernel that a student's notebook runs in: the ordinary one, but for how it gets its sockets.

The grader makes the five Unix sockets, outside, and hands them over already listening. So the kernel and the
grader share no folder, and a client may connect before the kernel is up.
"""

# ipykernel has few annotations.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipykernel.debugger
import zmq
from ipykernel.control import ControlThread
from ipykernel.heartbeat import Heartbeat
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import new_id
from traitlets import Type
from zmq.eventloop.zmqstream import ZMQStream

from graders.isolation import agent
from graders.isolation.streams import Output, OutputThread

CHANNELS = ("shell", "stdin", "control", "iopub", "hb")
"""The order in which the listening sockets are handed over."""
OURS = b'"msg_type": "graders_'
"""In the header of each message that only a grader sends, as its session writes it."""


@dataclass(frozen=True)
class Connection:
    """What a kernel needs to speak with its clients: open sockets, a name for them, and a key."""

    files: tuple[int, ...]
    address: str
    key: bytes
    heartbeat: bool


class AskedKernel(IPythonKernel):
    """An IPython kernel that also runs a grader's cells and answers its questions about the student's names."""

    _supports_kernel_subshells = False
    _execute_sleep = 0.0  # ipykernel waits for outputs that are on their way; `Output` has sent them

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
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
        assert self.shell is not None
        for cell in parent["content"]["cells"]:
            header = {**parent["header"], "msg_id": cell["id"], "msg_type": "execute_request"}
            content = {"code": cell["code"], "allow_stdin": False, "stop_on_error": False}
            request = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
            self.set_parent(identity, request, channel="shell")
            self.shell.execution_count = cell["count"]
            try:
                with self._interruptible():
                    await self.execute_request(self.iopub_socket, self._topic("execute_reply"), request)
            except KeyboardInterrupt:  # it came when the cell was done
                self._reply_that_it_was_interrupted(request)
            await asyncio.sleep(0)  # for what the cell left to be done

    def _reply_that_it_was_interrupted(self, request: dict[str, Any]) -> None:
        assert self.session is not None
        content = {"status": "error", "ename": "KeyboardInterrupt", "evalue": "", "traceback": []}
        self.session.send(
            self.iopub_socket, "execute_reply", content, request, ident=self._topic("execute_reply")
        )

    @contextlib.contextmanager
    def _interruptible(self) -> Iterator[None]:
        self.pre_handler_hook()
        try:
            yield
        finally:
            self.post_handler_hook()


class NoSubshells:
    """Stands in for the thread that sorts requests for subshells: a grader has none of those.

    The thread would cost each cell two changes of thread. It is false, as nothing would be.
    """

    @property
    def parent_thread(self) -> threading.Thread:
        """The thread that cells run in."""
        return threading.main_thread()

    def __bool__(self) -> bool:
        return False


class KernelApp(IPKernelApp):
    """Starts a kernel in two steps: `prepare`, before a fork, and `connect`, after it."""

    kernel_class: Any = Type(AskedKernel, klass="ipykernel.kernelbase.Kernel")
    outstream_class = f"{Output.__module__}.{Output.__name__}"

    def prepare(self) -> None:
        """Do all that needs no sockets and no threads, and holds nothing that belongs to one kernel alone."""
        # Nobody debugs a kernel that grades; the debugger would want a TCP socket, and there are none here.
        ipykernel.debugger._is_debugpy_available = False
        self.config.HistoryManager.enabled = False
        super(IPKernelApp, self).initialize([])
        self.log.setLevel(logging.WARNING)  # it would make records of every message, and pass none on
        self.init_pdb()
        self.kernel = self.kernel_class.instance(
            parent=self, session=self.session, log=self.log, profile_dir=self.profile_dir
        )
        self.init_path()
        self.init_shell()
        self.init_gui_pylab()
        self.init_extensions()
        self.init_code()
        inline = sys.modules.get("matplotlib_inline.backend_inline")
        if inline is not None:
            # On its import it looks for IPython, which was not there yet: without this, figures are not shown.
            inline._enable_matplotlib_integration()

    def connect(self, connection: Connection) -> None:
        """Use these sockets. Ports number them, as Jupyter does for its `ipc` transport."""
        Path(self.profile_dir.location).mkdir(parents=True, exist_ok=True)  # a fork's file system is its own
        self.profile_dir.check_dirs()
        self.session.pid, self.session.session = os.getpid(), new_id()
        self.session.key = connection.key
        self.transport = "ipc"
        self.ip = connection.address
        self._listening = dict(zip(CHANNELS, connection.files, strict=True))
        for port, channel in enumerate(CHANNELS, start=1):
            setattr(self, f"{channel}_port", port)
        self.init_sockets()
        if connection.heartbeat:
            self.heartbeat = GivenHeartbeat(self._listening["hb"], f"{self.ip}-{self.hb_port}")
            self.heartbeat.start()
        self.init_io()
        self.init_signal()
        self._connect_kernel()

    def _connect_kernel(self) -> None:
        """Give the kernel what ipykernel would have made it with."""
        kernel, shell = self.kernel, self.kernel.shell
        kernel.shell_stream = ZMQStream(self.shell_socket)
        kernel.control_stream = ZMQStream(self.control_socket, self.control_thread.io_loop)
        kernel.control_thread = self.control_thread
        kernel.shell_channel_thread = self.shell_channel_thread
        kernel.stdin_socket = self.stdin_socket
        kernel.iopub_thread = self.iopub_thread
        kernel.iopub_socket = self.iopub_socket
        for place in (shell.displayhook, shell.display_pub):
            place.session, place.pub_socket = self.session, self.iopub_socket
        self.displayhook.get_execution_count = lambda: kernel.execution_count
        kernel.record_ports({f"{channel}_port": getattr(self, f"{channel}_port") for channel in CHANNELS})
        self.control_thread.start()

    def _try_bind_socket(self, s: Any, port: int) -> int:
        listen(s, self._listening[CHANNELS[port - 1]], f"{self.ip}-{port}")
        return port

    def init_control(self, context: Any) -> None:
        self.control_socket = context.socket(zmq.ROUTER)
        self.control_socket.linger = 1000
        self.control_socket.router_handover = 1
        self._bind_socket(self.control_socket, self.control_port)
        self.control_thread = ControlThread(daemon=True)
        self.shell_channel_thread = NoSubshells()

    def init_iopub(self, context: Any) -> None:
        socket = context.socket(zmq.XPUB)
        socket.linger = 1000
        self._bind_socket(socket, self.iopub_port)
        self.configure_tornado_logger()
        self.iopub_thread = OutputThread(socket, pipe=True, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def parse_command_line(self, argv: Any = None) -> None:
        """There is none."""


class GivenHeartbeat(Heartbeat):
    """Echoes on a socket that is listening already."""

    def __init__(self, file: int, address: str) -> None:
        super().__init__(zmq.Context(), ("ipc", address, 1))
        self._file = file
        self._path = address

    def _bind_socket(self) -> None:
        listen(self.socket, self._file, self._path)


def listen(socket: Any, file: int, path: str) -> None:
    """Have a ZeroMQ socket accept on an open, listening Unix socket."""
    socket.setsockopt(zmq.USE_FD, file)
    socket.bind(f"ipc://{path}")


def prepare() -> None:
    """Do what every kernel does at its start; a process that is forked from this one need not."""
    KernelApp.instance().prepare()


def run(connection: Connection) -> None:
    """Run the kernel that was prepared in this process until it is shut down."""
    app = KernelApp.instance()
    app.connect(connection)
    app.start()


def reseed() -> None:
    """Give this process random numbers of its own: a fork would go on with its parent's."""
    import numpy

    numpy.random.seed(  # noqa: NPY002 - students use the old functions too
        int.from_bytes(os.urandom(4), "little")
    )
