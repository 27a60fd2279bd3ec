"""The messages between a grader and the warm process."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from graders.isolation import protocol

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    here, there = socket.socketpair()
    with here, there:
        there.settimeout(2)
        yield here, there


def test_a_message_and_its_open_files_arrive(pair: Pair):
    reading, writing = os.pipe()
    protocol.send(pair[0], {"text": "é" * 10_000}, [reading])
    os.close(reading)
    message, files = protocol.receive(pair[1])
    assert message == {"text": "é" * 10_000}
    os.write(writing, b"x")
    assert os.read(files[0], 1) == b"x"
    assert not os.get_inheritable(files[0])
    protocol.close([writing, *files])


@pytest.mark.parametrize(
    "packet",
    [
        b"\xff\xff\xff\xff",
        b"\0\0\0\2[]",
        b"\0\0\0\1{",
        b"\0\0\0\1\xff",
        b"\0\0\x80\0" + b"[" * 0x8000,
    ],
)
def test_what_is_no_message_is_refused(pair: Pair, packet: bytes):
    pair[0].sendall(packet)
    with pytest.raises(protocol.Malformed):
        protocol.receive(pair[1])


def test_the_end_is_told_from_nonsense(pair: Pair):
    pair[0].sendall(b"\0\0\0\x10half")
    pair[0].close()
    with pytest.raises(protocol.Closed):
        protocol.receive(pair[1])


def test_a_message_that_is_too_long_is_not_sent(pair: Pair):
    with pytest.raises(protocol.Malformed):
        protocol.send(pair[0], {"text": "x" * protocol.LONGEST})


def test_files_of_a_refused_message_are_closed(pair: Pair):
    before = count("/proc/self/fd")
    socket.send_fds(pair[0], [b"\0\0\0\1{"], [0, 0])
    with pytest.raises(protocol.Malformed):
        protocol.receive(pair[1])
    assert count("/proc/self/fd") == before


def count(folder: str) -> int:
    """How many entries a folder has."""
    return len(list(Path(folder).iterdir()))
