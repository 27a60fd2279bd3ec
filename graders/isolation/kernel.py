"""The IPython kernel that a student's notebook runs in: the ordinary one, but for how it gets its sockets.

The grader makes the five Unix sockets, outside, and hands them over already listening. So the kernel and the
grader share no folder, and a client may connect before the kernel is up.
"""

# ipykernel has few annotations.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import Any

import ipykernel.debugger
import zmq
from ipykernel.heartbeat import Heartbeat
from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from traitlets import Type
from zmq.eventloop.zmqstream import ZMQStream

from graders.isolation import agent
from graders.isolation.layout import SCRATCH

CHANNELS = ("shell", "stdin", "control", "iopub", "hb")
"""The order in which the listening sockets are handed over."""
FORKED_OUTPUT = f"ipc://{SCRATCH}/.forked-output"


@dataclass(frozen=True)
class Connection:
    """What a kernel needs to speak with its clients: open sockets, a name for them, and a key."""

    files: tuple[int, ...]
    address: str
    key: bytes
    heartbeat: bool


class AskedKernel(IPythonKernel):
    """An IPython kernel that also answers a grader's questions about the student's names."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.shell_handlers[agent.QUESTION] = self.answer_question

    async def answer_question(self, stream: Any, identity: Any, parent: dict[str, Any]) -> None:
        """Answer one question; see `agent`."""
        assert self.shell is not None
        assert self.session is not None
        if parent["content"].get("ask") == agent.COUNT:
            # A cell that the grader answers itself counts, so that those after it have their own numbers.
            self.shell.execution_count += 1
            return
        content, buffers = agent.answer(self.shell.user_ns, parent["content"], parent["buffers"])
        self.session.send(stream, agent.ANSWER, content, parent, ident=identity, buffers=[*buffers])


class KernelApp(IPKernelApp):
    """Starts a kernel on sockets that are there already."""

    kernel_class: Any = Type(AskedKernel, klass="ipykernel.kernelbase.Kernel")

    def take(self, connection: Connection) -> None:
        """Use these sockets. Ports number them, as Jupyter does for its `ipc` transport."""
        self.transport = "ipc"
        self.ip = connection.address
        self._listening = dict(zip(CHANNELS, connection.files, strict=True))
        self._heartbeat_wanted = connection.heartbeat
        for port, channel in enumerate(CHANNELS, start=1):
            setattr(self, f"{channel}_port", port)
        self.session.key = connection.key

    def _try_bind_socket(self, s: Any, port: int) -> int:
        listen(s, self._listening[CHANNELS[port - 1]], f"{self.ip}-{port}")
        return port

    def _apply_curve_client_options(self, socket: Any) -> None:
        # The debugger's own connection to the shell channel finds no such path in here: let it not try again.
        socket.reconnect_ivl = -1

    def init_control(self, context: Any) -> None:
        super().init_control(context)
        # A thread that sorts requests for subshells costs each cell two changes of thread; a grader has none.
        self.shell_channel_thread = None

    def init_iopub(self, context: Any) -> None:
        socket = context.socket(zmq.XPUB)
        socket.linger = 1000
        self._bind_socket(socket, self.iopub_port)
        self.configure_tornado_logger()
        self.iopub_thread = OutputThread(socket, pipe=True, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_heartbeat(self) -> None:
        if self._heartbeat_wanted:
            self.heartbeat = GivenHeartbeat(self._listening["hb"], f"{self.ip}-{self.hb_port}")
            self.heartbeat.start()

    def init_connection_file(self) -> None:
        """There is none: `take` was told."""

    def write_connection_file(self, **_: Any) -> None:
        """There is none."""

    def log_connection_info(self) -> None:
        self._ports = {channel: getattr(self, f"{channel}_port") for channel in CHANNELS}

    def parse_command_line(self, argv: Any = None) -> None:
        """There is none."""

    def load_config_file(self, *_: Any, **__: Any) -> None:
        """There is none."""


class OutputThread(IOPubThread):
    """Takes what forked processes print over a Unix socket: there is no TCP in here."""

    def _setup_pipe_in(self) -> None:
        self._pipe_uuid = os.urandom(16)
        pipe = self.socket.context.socket(zmq.PULL)
        pipe.linger = 0
        pipe.bind(FORKED_OUTPUT)
        self._pipe_in = ZMQStream(pipe, self.io_loop)
        self._pipe_in.on_recv(self._handle_pipe_msg)

    def _setup_pipe_out(self) -> tuple[Any, Any]:
        context: Any = zmq.Context()  # one must be made after a fork
        pipe = context.socket(zmq.PUSH)
        pipe.linger = 3000
        pipe.connect(FORKED_OUTPUT)
        return context, pipe


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


def run(connection: Connection) -> None:
    """Run a kernel in this process until it is shut down."""
    # Nobody debugs a kernel that grades; the debugger would want a TCP socket, and there are none here.
    ipykernel.debugger._is_debugpy_available = False
    app = KernelApp.instance()
    app.take(connection)
    app.config.HistoryManager.enabled = False
    app.initialize([])
    inline = sys.modules.get("matplotlib_inline.backend_inline")
    if inline is not None:
        # On its import it looks for IPython, which was not there yet: without this, figures are not shown.
        inline._enable_matplotlib_integration()
    app.start()


def reseed() -> None:
    """Give this process random numbers of its own: a fork would go on with its parent's."""
    import numpy

    numpy.random.seed(  # noqa: NPY002 - students use the old functions too
        int.from_bytes(os.urandom(4), "little")
    )
