"""Messages between a grader and the warm process in its sandbox: JSON behind a length, on a Unix socket.

Open files travel beside a message. Both sides bound what they read, and neither unpickles anything.
"""

from __future__ import annotations

import array
import contextlib
import json
import os
import socket
import struct
from collections.abc import Sequence
from typing import Any

LONGEST = 1024 * 1024
MOST_FILES = 8
HEADER = struct.Struct("!I")


class Closed(Exception):
    """The other side has gone."""


class Malformed(Exception):
    """What came is not a message: too long, not JSON, or not an object."""


def send(connection: socket.socket, message: dict[str, Any], files: Sequence[int] = ()) -> None:
    """Send a message, and open files with it. Raises Closed, and Malformed for a message that is too long."""
    body = json.dumps(message).encode()
    if len(body) > LONGEST:
        raise Malformed(f"a message of {len(body):,} bytes; the longest allowed is {LONGEST:,}")
    packet = HEADER.pack(len(body)) + body
    try:
        sent = socket.send_fds(connection, [packet], list(files))
        connection.sendall(packet[sent:])
    except (BrokenPipeError, ConnectionResetError) as problem:
        raise Closed from problem


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next message and the open files that came with it; the caller closes them.

    Raises Closed at the end, Malformed for what is not a message, TimeoutError when the socket has a timeout.

    >>> here, there = socket.socketpair()
    >>> send(here, {"ask": "ready"})
    >>> receive(there)
    ({'ask': 'ready'}, [])
    """
    files: list[int] = []
    try:
        header = _exactly(connection, HEADER.size, files)
        (length,) = HEADER.unpack(header)
        if length > LONGEST:
            raise Malformed(
                f"a message of {length:,} bytes was announced; the longest allowed is {LONGEST:,}"
            )
        message = json.loads(_exactly(connection, length, files))
        if not isinstance(message, dict):
            raise Malformed(f"a JSON {type(message).__name__} came where an object was expected")
    except (ValueError, RecursionError) as problem:
        close(files)
        raise Malformed(str(problem)) from problem
    except BaseException:
        close(files)
        raise
    return message, files


def close(files: Sequence[int]) -> None:
    """Close open files that came with a message."""
    for file in files:
        with contextlib.suppress(OSError):
            os.close(file)


def _exactly(connection: socket.socket, count: int, files: list[int]) -> bytes:
    room = socket.CMSG_SPACE(MOST_FILES * array.array("i").itemsize)
    parts: list[bytes] = []
    while count:
        try:
            part, extra, flags, _ = connection.recvmsg(min(count, 65536), room, socket.MSG_CMSG_CLOEXEC)
        except ConnectionResetError as problem:
            raise Closed from problem
        for level, kind, data in extra:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                numbers = array.array("i")
                numbers.frombytes(data[: len(data) - len(data) % numbers.itemsize])
                files.extend(numbers)
        if flags & socket.MSG_CTRUNC:
            raise Malformed(f"more than {MOST_FILES} open files came with a message")
        if not part:
            raise Closed
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
