"""The warm process of a sandbox: it has imported what a kernel needs, and forks one when it is asked to.

It runs inside the sandbox and is driven over one Unix socket that it was born with; it ends when that closes
or bubblewrap ends. Nothing of a student's ever runs in it. When it is ready it says so and is sent a pidfd of
bubblewrap's. Its requests, one answer each:

    {"do": "start", "limits", "address", "key", "heartbeat", "environment", "packed"} with listening sockets
        -> {"started": number} and a handle on the kernel's process, or {"failed": why}
    {"do": "result", "kernel": number} -> {"status": exit status as waitpid gives it, or null}
    {"do": "open", "cells", "environment", "packed"}
        -> {"opening": true}, a socket and a handle on a process that is forked from this one. It runs the
           cells, says {"opened": true} or {"failed": why} on the socket, and answers the same requests there.
           Its kernels find the cells done; see `opening`.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from graders.isolation import linux, namespaces, opening, protocol, rehearsal
from graders.isolation.kernel_limits import KernelLimits

PRELOADED = (
    "numpy",
    "numpy.fft",
    "numpy.linalg",
    "numpy.random",
    "autodiff_lite",
    "autodiff_lite.drawing.drawing",
    "graders",
    "graders.checking.panel",
    "graders.isolation.kernel",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib_inline.backend_inline",
)
LATE = (
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.magics.ast_mod",
    "IPython.core.magics.execution",
    "IPython.core.magics.namespace",
    "IPython.core.magics.pylab",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "PIL.PpmImagePlugin",
    "executing",
    "faulthandler",
    "ipykernel.debugger",
    "ipykernel.pylab.backend_inline",
    "ipykernel.subshell_manager",
    "pdb",
    "pygments.formatters.html",
    "pygments.formatters.terminal256",
    "pygments.lexers.python",
    "pygments.styles.default",
    "stack_data.formatting",
    "tarfile",
    "tornado.platform.asyncio",
    "xml.etree.ElementTree",
)
"""What a kernel, or a notebook's first cells, would import after the fork."""

Request = dict[str, Any]
COLLECT_AFTER = 10_000
"""New objects; Python's own number is 700."""
ABOVE = 200
"""Above the numbers of the files that the warm process has open."""


def start() -> NoReturn:
    """Serve on the socket, and as the user, that the command line names."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)


def main(control: int, become: int | None) -> NoReturn:
    """Serve requests on the open socket `control` until it closes, as the user `become` if one is given."""
    gc.disable()  # what is imported stays
    connection = socket.socket(fileno=control)
    try:
        if become is not None:
            _become(become)
        missing = preload()
        prepare()
        namespaces.note_address_space()
        _prepare_collector()
        protocol.send(connection, {"ready": os.getpid(), "missing": missing})
        _, (bubblewrap,) = protocol.receive(connection)
        serve(connection, bubblewrap)
    except protocol.Closed:
        os._exit(0)


def preload() -> list[str]:
    """Import what kernels need; names those packages that are not installed."""
    missing = []
    # ipykernel imports the debugger if it is there. It is slow, and no kernel here is debugged.
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # this is how Python keeps a module out
    for name in (*PRELOADED, *LATE):
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as problem:
            missing.append(str(problem.name))
    del sys.modules["debugpy"]
    return missing


def prepare() -> None:
    """Do once what no kernel need do then."""
    from graders.isolation import kernel

    kernel.prepare()
    rehearsal.rehearse()


def serve(connection: socket.socket, bubblewrap: int) -> NoReturn:
    """Answer requests, one after the other, until the process behind the pidfd `bubblewrap` has ended.

    Linux would tell us of that end by a signal, but not one who has become another user meanwhile.
    """
    server = Server(connection, bubblewrap)
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    poll.register(bubblewrap, select.POLLIN)
    while True:
        ready = dict(poll.poll())
        if bubblewrap in ready:
            raise protocol.Closed
        for handle in ready.keys() & server.openings:
            poll.unregister(handle)
            server.let_go_of(handle)
        if connection.fileno() not in ready:
            continue
        request, files = protocol.receive(connection)
        try:
            message, handles = server.answer(request, files)
        except (
            Exception
        ) as problem:  # whatever goes wrong with one kernel, the next one can still be asked for
            message, handles = {"failed": f"{type(problem).__name__}: {problem}"[:2000]}, []
        protocol.send(connection, message, handles)
        protocol.close([*files, *handles])
        for handle in server.openings:
            poll.register(handle, select.POLLIN)


def _prepare_collector() -> None:
    """Keep what is here out of collections, in forks too: to count references would copy its pages.

    A kernel lives for a second or two, and drawing a figure makes tens of thousands of objects: it collects
    less often than Python does by itself.
    """
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    gc.enable()


class Server:
    """The kernels that were started, by number: their process ids in here."""

    def __init__(self, connection: socket.socket, bubblewrap: int) -> None:
        self._connection = connection
        self._bubblewrap = bubblewrap
        self._kernels: dict[int, int] = {}
        self._statuses: dict[int, int] = {}
        self.openings: dict[int, int] = {}
        """Processes that were forked for first cells, by a handle that is readable when they end."""

    def answer(self, request: Request, files: Sequence[int]) -> tuple[Request, list[int]]:
        match request["do"]:
            case "start":
                pid = self._start(request, files)
                number = max(self._kernels, default=0) + 1
                self._kernels[number] = pid
                return {"started": number}, [os.pidfd_open(pid)]
            case "result":
                return {"status": self._result(request["kernel"])}, []
            case "open":
                return {"opening": True}, self._open(request, files)
        raise ValueError(f"no such request: {request['do']!r}")

    def _open(self, request: Request, files: Sequence[int]) -> list[int]:
        """Fork a server whose kernels find the first cells done: its socket, and a handle on it."""
        ours, theirs = socket.socketpair()

        def be_the_server() -> None:
            ours.close()
            self._connection.close()
            linux.prctl(linux.SET_CHILD_SUBREAPER, 1)  # what the cells' processes leave behind comes here
            try:
                opening.run(request["cells"], files[0] if request["packed"] else None, request["environment"])
            except opening.NotTheSame as problem:
                opening.end_children()
                protocol.send(theirs, {"failed": str(problem)})
                return
            protocol.close(files)
            _prepare_collector()
            protocol.send(theirs, {"opened": True})
            with contextlib.suppress(protocol.Closed):
                serve(theirs, self._bubblewrap)

        with theirs:
            pid = os.fork()
            if pid == 0:
                _in_fork(be_the_server)
        handle = os.pidfd_open(pid)
        self.openings[handle] = pid
        return [ours.detach(), os.dup(handle)]

    def let_go_of(self, handle: int) -> None:
        """Take note that the process behind one of `openings` ended."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.openings.pop(handle), 0)
        os.close(handle)

    def _result(self, number: int) -> int | None:
        pid = self._kernels.get(number)
        if pid is None:
            return None
        self._collect()
        if pid not in self._statuses:
            return None
        del self._kernels[number]
        return self._statuses.pop(pid)

    def _collect(self) -> None:
        """Take in what ended, kernels that another process left behind among it."""
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                if ended[0] in self._kernels.values():
                    self._statuses[ended[0]] = ended[1]

    def _start(self, request: Request, files: Sequence[int]) -> int:
        """Fork a kernel; gives its process id."""
        reading, writing = os.pipe()
        limits = KernelLimits.from_json(request["limits"])
        packed = files[-1] if request["packed"] else None
        sockets = files[: len(files) - 1] if request["packed"] else files
        try:
            kernel, user, group = namespaces.fork()
            if kernel == 0:

                def become_the_kernel() -> None:
                    namespaces.furnish(user, group, limits, packed)
                    _in_fork(lambda: _kernel(request, limits, sockets))  # from here on nobody listens

                _in_fork(become_the_kernel, complain_to=writing)
            os.close(writing)
            writing = -1
            complaint = _read_all(reading)
        finally:
            protocol.close([reading] if writing < 0 else [reading, writing])
        if complaint:
            os.waitpid(kernel, 0)
            raise OSError(complaint)
        return kernel


def _kernel(request: Request, limits: KernelLimits, sockets: Sequence[int]) -> None:
    """Become the kernel."""
    from graders.isolation import kernel

    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)
    kept = _gather(sockets)
    os.environ.update(request["environment"])
    namespaces.lock(limits)
    kernel.reseed()
    kernel.run(kernel.Connection(kept, request["address"], request["key"].encode(), request["heartbeat"]))


def _gather(sockets: Sequence[int]) -> tuple[int, ...]:
    """Move the sockets to the lowest free numbers and close every other open file."""
    high = [fcntl.fcntl(file, fcntl.F_DUPFD, ABOVE) for file in sockets]
    os.closerange(3, ABOVE)
    kept = tuple(os.dup2(file, 3 + place, inheritable=False) for place, file in enumerate(high))
    os.closerange(3 + len(kept), 65536)
    return kept


def _in_fork(work: Callable[[], None], complain_to: int | None = None) -> NoReturn:
    """Do the work of a forked process; never come back to the server's code."""
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        if complain_to is not None:
            os.write(complain_to, traceback.format_exc(limit=-2).encode()[:2000])
    finally:
        os._exit(status)


def _read_all(file: int) -> str:
    parts = []
    while part := os.read(file, 65536):
        parts.append(part)
    return b"".join(parts).decode(errors="replace")


def _become(user: int) -> None:
    """Give up being root. The folder /proc/self belongs to root until the process is dumpable again."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    linux.prctl(linux.SET_DUMPABLE, 1)
