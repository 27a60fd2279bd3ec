"""How what a kernel prints and shows leaves it: fewer changes between threads than in ipykernel's own way."""

# ipykernel has few annotations.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread, OutStream
from zmq.eventloop.zmqstream import ZMQStream

from graders.isolation.layout import SCRATCH

FORKED_OUTPUT = f"ipc://{SCRATCH}/.forked-output"


class Output(OutStream):
    """A stream whose `flush` hands over at once, from the thread that asks for it.

    ipykernel's asks another thread to do it and waits, four times a cell, though mostly nothing was printed.
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        self._flushing = threading.RLock()
        super().__init__(*arguments, **settings)
        os.register_at_fork(after_in_child=self._renew)

    def connect(self, thread: IOPubThread) -> None:
        """Hand over to this thread from now on, also what is written to the open file of this name."""
        self.pub_thread, self._io_loop, self._master_pid = thread, thread.io_loop, os.getpid()
        self._should_watch = True
        setattr(sys, self.name, getattr(sys, f"__{self.name}__"))  # whose number is meant
        self._setup_stream_redirects(self.name)
        setattr(sys, self.name, self)

    def flush(self) -> None:
        """Hand over what was printed; afterwards nothing of it can come behind what is sent next."""
        with self._flushing:
            if self._buffers:
                self._flush()

    def _flush(self) -> None:
        with self._flushing:
            super()._flush()

    def _schedule_flush(self) -> None:
        if self._io_loop is not None:
            super()._schedule_flush()

    def _renew(self) -> None:
        self._flushing = threading.RLock()  # a fork may find it held by a thread that is not there any more


class Record(IOPubThread):
    """Stands in for the thread that sends, before there is one: keeps the messages."""

    io_loop: Any = None
    thread: Any = None

    def __init__(self) -> None:
        self.kept: list[list[bytes]] = []

    def schedule(self, f: Callable[[], Any]) -> None:
        """Do it."""
        f()

    def send_multipart(self, parts: list[bytes], *_: Any, **__: Any) -> None:
        """Keep a message."""
        self.kept.append([bytes(part) for part in parts])

    def take(self) -> list[list[bytes]]:
        """The messages so far, which are forgotten here."""
        kept, self.kept = self.kept, []
        return kept


class OutputThread(IOPubThread):
    """Sends what is handed to it; takes what forked processes print over a Unix socket: there is no TCP."""

    _called = False

    def schedule(self, f: Callable[[], Any]) -> None:
        """Have the thread do something. It is called once for all that waits for it."""
        if not self.thread.is_alive():
            f()
            return
        self._events.append(f)
        if not self._called:
            try:
                self._called = True
                self._event_pipe.send(b"")
            except BaseException:  # an interrupt just here must not leave it uncalled for good
                self._called = False
                raise

    def _handle_event(self, msg: Any) -> None:
        self._called = False  # first: what is added from now on calls again
        super()._handle_event(msg)

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
