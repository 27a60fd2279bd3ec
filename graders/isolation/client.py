"""A Jupyter client for kernels that may say anything: what they send is bounded, nonsense is passed over."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Sequence
from queue import Empty
from typing import Any, Protocol

import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.channels import ZMQSocketChannel
from jupyter_client.session import json_unpacker
from traitlets import Type

from graders.isolation import agent
from graders.isolation.errors import KernelGone, Misbehaved
from graders.isolation.kernel_limits import MEBIBYTE, KernelLimits

MOST_NONSENSE = 100
MOST_WAITING = 8
MOST_PARTS = 500_000
MOST_QUOTES = 2_000_000
STEP = 0.25
CONNECTION_KEYS = ("transport", "ip", "shell_port", "stdin_port", "control_port", "iopub_port", "hb_port")


_numbers = itertools.count(1)
NUMBERS = 1_000_000
"""Clients are counted up to here, for names of threads are short."""


def unpack(text: bytes) -> Any:
    """The JSON in a part of a message. Raises ValueError: as objects, few bytes of it can take a hundred."""
    if text.count(b"{") + text.count(b"[") > MOST_PARTS or text.count(b'"') > MOST_QUOTES:
        raise ValueError(f"JSON with more than {MOST_PARTS:,} parts")
    return json_unpacker(text)


def bounded_context(context: Any, message_bytes: int) -> Any:
    """Have every socket of a ZeroMQ context refuse messages above a size and hold few unread ones."""
    context.setsockopt(zmq.MAXMSGSIZE, message_bytes)
    context.setsockopt(zmq.RCVHWM, MOST_WAITING)
    return context


def is_message(message: Any) -> bool:
    """Whether a message that was read has the parts that every Jupyter message has."""
    try:
        header, parent = message["header"], message["parent_header"]
        return (
            isinstance(message["content"], dict)
            and isinstance(message["metadata"], dict)
            and isinstance(header, dict)
            and isinstance(parent, dict)
            and isinstance(header["msg_type"], str)
            and isinstance(header["msg_id"], str)
        )
    except (KeyError, TypeError):
        return False


class BoundedChannel(ZMQSocketChannel):
    """A channel that passes over what is no message. Raises Misbehaved when there is too much of it."""

    nonsense = 0

    def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message. Raises queue.Empty after `timeout` seconds."""
        assert self.socket is not None
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            left = None if deadline is None else max(0, int((deadline - time.monotonic()) * 1000))
            if not self.socket.poll(left):
                raise Empty
            message = self._next()
            if message is not None:
                return message
            self.nonsense += 1
            if self.nonsense > MOST_NONSENSE:
                raise Misbehaved(
                    f"The notebook's kernel sent more than {MOST_NONSENSE} messages that are none."
                )

    def _next(self) -> dict[str, Any] | None:
        try:
            message = self._recv()
        except zmq.ZMQError:
            raise
        except Exception:  # wrong signature, no JSON, JSON too deep, a missing part: all from outside
            return None
        return message if is_message(message) else None


class Connected(Protocol):
    """A kernel as its client needs it; `sandbox.Kernel` is one."""

    reader: str | None

    @property
    def limits(self) -> KernelLimits:
        """What it may use."""

    @property
    def connection_info(self) -> dict[str, Any]:
        """Where its channels are, as Jupyter's connection files say it."""

    def alive(self) -> bool:
        """Whether its process lives."""

    def why_ended(self) -> str:
        """What ended it, in words."""


class KernelClient(BlockingKernelClient):
    """A blocking Jupyter client of one isolated kernel. Use it as a context manager.

    All of `jupyter_client`'s methods are there; `ask` is for graders.
    """

    shell_channel_class = Type(BoundedChannel)
    iopub_channel_class = Type(BoundedChannel)
    control_channel_class = Type(BoundedChannel)
    stdin_channel_class = Type(BoundedChannel)

    def __init__(self, kernel: Connected) -> None:
        info = kernel.connection_info
        context = bounded_context(zmq.Context(), kernel.limits.message_bytes)
        # Names the thread that reads, so that the watch can tell which kernel floods this process.
        kernel.reader = str(next(_numbers) % NUMBERS)
        context.set(zmq.THREAD_NAME_PREFIX, int(kernel.reader))
        super().__init__(context=context, **{name: info[name] for name in CONNECTION_KEYS})
        self.session.key = info["key"]
        self.session.username = "grader"  # every request carries it, and it need not be the grader's own
        self.session.unpack = unpack
        self.kernel = kernel
        self._opened = False

    def __enter__(self) -> KernelClient:
        self.open()
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def open(self) -> None:
        """Connect, and wait until the kernel's outputs arrive here. Raises KernelGone, TimeoutError."""
        self._opened = True
        self.start_channels(stdin=False, hb=False)
        self._cut = self.iopub_channel.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        deadline = time.monotonic() + self.kernel.limits.start_seconds
        while True:
            message = self._await(self.iopub_channel, deadline)
            if message is None:
                raise TimeoutError(
                    f"the kernel was not ready after {self.kernel.limits.start_seconds:g} seconds"
                )
            if message["header"]["msg_type"] == "iopub_welcome":
                return

    def close(self) -> None:
        """Disconnect."""
        if self._opened:
            self._opened = False
            self.iopub_channel.socket.disable_monitor()
            self.stop_channels()
            self.context.destroy(linger=0)

    # The inherited ones run an event loop for every message, which costs more than the message.
    def get_shell_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message of the shell channel. Raises queue.Empty after `timeout` seconds."""
        message: dict[str, Any] = self.shell_channel.get_msg(timeout)
        return message

    def get_iopub_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next output of the kernel. Raises queue.Empty after `timeout` seconds."""
        message: dict[str, Any] = self.iopub_channel.get_msg(timeout)
        return message

    def is_alive(self) -> bool:
        """Whether the kernel's process lives."""
        return self.kernel.alive()

    def send(self, kind: str, content: dict[str, Any], buffers: Sequence[bytes] = ()) -> str:
        """Send on the shell channel; gives the message's id. Never waits. Raises KernelGone, Misbehaved."""
        self._still_connected()
        message = self.session.msg(kind, content)
        self.session.send(self.shell_channel.socket, message, buffers=[*buffers])
        return str(message["header"]["msg_id"])

    def _still_connected(self) -> None:
        """Raise KernelGone, or Misbehaved when the connection that asks and answers has been ended.

        A message above the largest ends the connection that it comes on. To send on it would wait for ever.
        """
        if not self.kernel.alive():
            raise KernelGone(self.kernel.why_ended())
        if not self.shell_channel.socket.poll(0, zmq.POLLOUT):
            raise Misbehaved(self._too_large())

    def shows_nothing_more(self) -> str | None:
        """Why no output of the kernel can arrive any more, if that is so."""
        return self._too_large() if self._cut.poll(0) else None

    def _too_large(self) -> str:
        most = self.kernel.limits.message_bytes // MEBIBYTE
        return (
            f"The notebook's kernel sent a message of more than {most} MiB, which ended the connection to it."
        )

    def ask(
        self, question: dict[str, Any], buffers: list[bytes], seconds: float
    ) -> tuple[dict[str, Any], list[bytes]] | None:
        """Put a grader's question to the kernel: its content and buffers, or None when `seconds` have passed.

        Nothing about the answer has been checked. Raises KernelGone, Misbehaved.
        """
        wanted = self.send(agent.QUESTION, question, buffers)
        deadline = time.monotonic() + seconds
        while True:
            reply = self._await(self.shell_channel, deadline, meanwhile=self.iopub_channel)
            if reply is None:
                return None
            # A reply to an earlier question may come late: only the reply to this one counts.
            if reply["header"]["msg_type"] == agent.ANSWER and reply["parent_header"].get("msg_id") == wanted:
                return reply["content"], [bytes(part) for part in reply.get("buffers", ())]

    def _await(self, channel: Any, deadline: float, meanwhile: Any = None) -> dict[str, Any] | None:
        """The next message of a channel, or None at the deadline. Raises KernelGone when it has ended.

        What arrives on the channel `meanwhile` is thrown away: unread, it would pile up in here.
        """
        poller = zmq.Poller()
        for each in (channel, meanwhile):
            if each is not None:
                poller.register(each.socket, zmq.POLLIN)
        while True:
            left = deadline - time.monotonic()
            ready = dict(poller.poll(max(0, int(min(left, STEP) * 1000))))
            if meanwhile is not None and meanwhile.socket in ready:
                meanwhile.socket.recv_multipart()
            if channel.socket in ready:
                with contextlib.suppress(Empty):
                    message: dict[str, Any] = channel.get_msg(timeout=0)
                    return message
            elif not ready:
                self._still_connected()
            if left <= 0:
                return None
