"""How what a kernel prints and shows leaves it: fewer changes between threads than in ipykernel's own way."""

# ipykernel has few annotations.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import contextlib
import json
import os
import select
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread, OutStream
from zmq.eventloop.zmqstream import ZMQStream

from graders.isolation.kernel_limits import MEBIBYTE
from graders.isolation.layout import SCRATCH

AT_ONCE = 65536
"""Bytes; as many as a pipe holds."""
READS = 4
PIECE = MEBIBYTE
"""Characters in one message. A grader takes no message above a size; a character can become 12 bytes."""
PAUSE = 0.01
MOST = 12 * MEBIBYTE
"""Bytes in a part of a message; less than a grader takes, so that it need not end the connection."""
KEPT = ("status", "ename", "execution_count", "transient")
FORKED_OUTPUT = f"ipc://{SCRATCH}/.forked-output"


class Output(OutStream):
    """A stream whose `flush` hands over at once, from the thread that asks for it.

    ipykernel's asks another thread to do it and waits, four times a cell, though mostly nothing was printed.
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        self._flushing = threading.RLock()
        self._taking = threading.RLock()
        super().__init__(*arguments, **settings)
        os.register_at_fork(after_in_child=self._renew)

    def connect(self, thread: IOPubThread) -> None:
        """Hand over to this thread from now on, also what is written to the open file of this name."""
        self.pub_thread, self._io_loop, self._master_pid = thread, thread.io_loop, os.getpid()
        self._should_watch = True
        in_use = getattr(sys, self.name)
        setattr(sys, self.name, getattr(sys, f"__{self.name}__"))  # whose number is meant
        self._setup_stream_redirects(self.name)
        setattr(sys, self.name, in_use)

    def flush(self) -> None:
        """Hand over what was printed; afterwards nothing of it can come behind what is sent next."""
        if self._should_watch and threading.current_thread() is threading.main_thread():
            self._take()
        with self._flushing:
            if self._buffers:
                self._flush()

    def _flush(self) -> None:
        # The thread that sends must not wait here for one that hands over to it, which may wait for it.
        waits = threading.current_thread() is not getattr(self.pub_thread, "thread", None)
        if not self._flushing.acquire(blocking=waits):
            self._io_loop.call_later(self.flush_interval, self._flush)
            return
        try:
            super()._flush()
        finally:
            self._flushing.release()

    def _flush_buffers(self) -> Iterator[tuple[dict[str, Any], str]]:
        for parent, text in super()._flush_buffers():
            for start in range(0, len(text), PIECE):
                piece = text[start : start + PIECE]
                yield parent, piece.encode(errors="backslashreplace").decode()  # half a letter cannot be sent

    def _schedule_flush(self) -> None:
        if self._io_loop is not None:
            super()._schedule_flush()

    def _watch_pipe_fd(self) -> None:
        with contextlib.suppress(OSError):
            while self._should_watch:
                self._is_readable(None)
                self._take()
                self._wait_for_room()

    def _wait_for_room(self) -> None:
        """Leave in the pipe what comes faster than it is sent: who writes waits."""
        if self._unsent() > PIECE:
            self.pub_thread.schedule(self._flush)
        while self._should_watch and self._unsent() > PIECE:
            time.sleep(PAUSE)

    def _unsent(self) -> int:
        with self._buffer_lock:
            return sum(buffer.tell() for buffer in self._buffers.values())

    def _take(self) -> None:
        """Take in what was written to the open file, by this process or one that it started.

        The thread that watches the file does it, and whoever flushes, so that it is the cell's that wrote it.
        It ends also where somebody goes on and on writing: what was written before is read by then.
        """
        with self._taking:
            for _ in range(READS):
                if not self._is_readable(0):
                    return
                assert self._fid is not None
                written = os.read(self._fid, AT_ONCE)
                if not written:
                    self._should_watch = False
                    return
                self.write(written.decode(errors="replace"))

    def _is_readable(self, milliseconds: int | None) -> bool:
        assert self._fid is not None
        poll = select.poll()
        poll.register(self._fid, select.POLLIN)
        return bool(poll.poll(milliseconds))

    def _renew(self) -> None:
        # A fork may find them held by a thread that is not there any more.
        self._flushing, self._taking = threading.RLock(), threading.RLock()
        self._should_watch = False


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
    """Takes what forked processes print over a Unix socket: there is no TCP in here."""

    def send_multipart(self, parts: Sequence[bytes], *rest: Any, **named: Any) -> None:
        """Send a message; one that is too large for a grader with a word about it in its content's place."""
        largest = max(map(len, parts))
        super().send_multipart(parts if largest <= MOST else self._instead(parts, largest), *rest, **named)

    def _instead(self, parts: Sequence[bytes], size: int) -> list[bytes]:
        topics, message = self.session.feed_identities(list(parts))
        header, parent, _, content = map(json.loads, message[1:5])
        word = f"This output is larger ({size // MEBIBYTE} MiB) than one may be ({MOST // MEBIBYTE} MiB)."
        name = content.get("ename", "")
        stand_in = (
            {"evalue": word, "traceback": [f"{name}: {word}"]} if name else {"data": {"text/plain": word}}
        )
        kept = {key: content[key] for key in KEPT if key in content}
        short = {"header": header, "parent_header": parent, "metadata": {}}
        shown = {**kept, **stand_in, "metadata": {}}
        return list(self.session.serialize({**short, "content": shown}, ident=topics))

    def _really_send(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super()._really_send(msg, *args, **kwargs)
        # To send is to take note of what has arrived, and then nobody is told of it any more: a client that
        # subscribes just now would wait for its welcome for ever.
        if threading.current_thread() is self.thread and self.socket.events & zmq.POLLIN:
            self._xpub_stream.flush(zmq.POLLIN)

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
