"""The IPython kernel that a student's notebook runs in: the ordinary one, but for how it gets its sockets.

The grader makes the five Unix sockets, outside, and hands them over already listening. So the kernel and the
grader share no folder, and a client may connect before the kernel is up.
"""

# ipykernel has few annotations.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import asyncio
import contextvars
import gc
import json
import logging
import os
import sys
import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipykernel.debugger
import zmq
from ipykernel.control import ControlThread
from ipykernel.heartbeat import Heartbeat
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import new_id
from traitlets import Type
from zmq.eventloop.zmqstream import ZMQStream

from graders.isolation.asked import AskedKernel, Ran, Shown
from graders.isolation.streams import Output, OutputThread, Record

CHANNELS = ("shell", "stdin", "control", "iopub", "hb")
"""The order in which the listening sockets are handed over."""
SHOWN = ("execute_reply", "stream", "display_data", "execute_result", "clear_output")
"""What a cell may send that is shown again later."""
PACKAGE_FOLDERS = ("site-packages", "dist-packages")


@dataclass(frozen=True)
class Connection:
    """What a kernel needs to speak with its clients: open sockets, a name for them, and a key."""

    files: tuple[int, ...]
    address: str
    key: bytes
    heartbeat: bool


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
        self.log.setLevel(logging.ERROR)  # below, it tells students what is not theirs, or nobody anything
        self.init_pdb()
        self.iopub_thread = self.iopub_socket = self.record = Record()
        self.capture_fd_output = False  # until there is a thread that could
        self.init_io()
        self._streams = [stream for stream in (sys.stdout, sys.stderr) if isinstance(stream, Output)]
        self.kernel = self.kernel_class.instance(
            parent=self,
            session=self.session,
            log=self.log,
            profile_dir=self.profile_dir,
            iopub_socket=self.iopub_socket,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count
        self.init_path()
        self.init_shell()
        # A cell that leaves would end the kernel, but a tenth of a second later: in the midst of other cells.
        self.kernel.shell.unobserve_all("exit_now")
        self.init_gui_pylab()
        self.init_extensions()
        self.init_code()
        inline = sys.modules.get("matplotlib_inline.backend_inline")
        if inline is not None:
            # On its import it looks for IPython, which was not there yet: without this no figure is shown.
            inline._enable_matplotlib_integration()

    def connect(self, connection: Connection) -> None:
        """Use these sockets. Ports number them, as Jupyter does for its `ipc` transport."""
        assert self.profile_dir is not None
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
        sys.stdout.flush()  # what was printed before is nobody's
        sys.stderr.flush()
        for stream in self._streams:
            stream.connect(self.iopub_thread)
        self._belongs_here()
        _import_from_here()
        self.init_signal()
        self._connect_kernel()

    def run_first(self, cells: Sequence[str]) -> None:
        """Run cells before there is anybody to see it; kernels show it when they are asked to run them.

        Raises ValueError when one of them does not come to a good end, wants more than to show something, or
        leaves something for its event loop to do.
        """
        self.kernel.opening = []
        self._belongs_here()
        for stream in self._streams:
            stream._master_pid = os.getpid()
        self.session.pid = os.getpid()
        context = contextvars.copy_context()
        with asyncio.Runner() as runner:
            for count, code in enumerate(cells, start=1):
                self.record.take()
                request = {
                    "header": self.session.msg_header("execute_request"),
                    "content": {"code": code, "allow_stdin": False, "stop_on_error": False},
                    "metadata": {},
                }
                runner.run(self.kernel.run_cell(request, count), context=context)
                self.kernel.opening.append(Ran(code, tuple(map(self._shown, self.record.take()))))
            loop = weakref.ref(runner.get_loop())
            if asyncio.all_tasks(runner.get_loop()):
                raise ValueError("the first cells leave tasks to be done")
        del runner
        gc.collect()
        if loop() is not None:
            raise ValueError("the first cells keep an event loop")
        for variable, value in context.items():  # what they set stays set: NumPy keeps its print options so
            variable.set(value)

    def _belongs_here(self) -> None:
        """Have the shell take this process's folder for the one it was started in."""
        shell = self.kernel.shell
        shell.user_ns["_dh"][:] = [Path.cwd()]
        shell.starting_dir = str(Path.cwd())

    def _shown(self, parts: list[bytes]) -> Shown:
        topics, message = self.session.feed_identities(parts)
        header, _, metadata, content = map(json.loads, message[1:5])
        kind = header["msg_type"]
        if kind not in SHOWN or len(message) > 5:
            raise ValueError(f"a first cell sent {kind}")
        if content.get("status") == "error":
            raise ValueError(f"a first cell stopped with {content['ename']}")
        return Shown(kind, content, metadata, topics[0])

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
        for place in (shell.displayhook, shell.display_pub, self.displayhook):
            place.pub_socket = self.iopub_socket
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
        # Replies come this way, so nothing may be dropped: whoever sends faster than it is read waits.
        socket.setsockopt(zmq.XPUB_NODROP, 1)
        self._bind_socket(socket, self.iopub_port)
        self.configure_tornado_logger()
        self.iopub_thread = OutputThread(socket, pipe=True, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def parse_command_line(self, argv: Any = None) -> None:
        """There is none."""

    def load_config_file(self, *_: Any, **__: Any) -> None:
        """There is none: settings of whoever grades must not change what a notebook does."""


class GivenHeartbeat(Heartbeat):
    """Echoes on a socket that is listening already."""

    def __init__(self, file: int, address: str) -> None:
        super().__init__(zmq.Context(), ("ipc", address, 1))
        self._file = file
        self._path = address

    def _bind_socket(self) -> None:
        listen(self.socket, self._file, self._path)


def _import_from_here() -> None:
    """Find modules that lie beside the notebook, behind the standard library's, as in Jupyter.

    IPython leaves them out where Python was started as the warm process is, which belongs to no notebook.
    """
    if "" in sys.path:
        return
    installed = [place for place, folder in enumerate(sys.path) if Path(folder).name in PACKAGE_FOLDERS]
    sys.path.insert(installed[-1] if installed else len(sys.path), "")


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
