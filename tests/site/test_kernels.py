"""A kernel's answer is heard, though something else has looked at the socket that it came on."""

from __future__ import annotations

import asyncio
from queue import Empty

import pytest
import zmq
import zmq.asyncio
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.session import Session
from kernels import HearingChannel


async def heard(kind: type[AsyncZMQSocketChannel], timeout: float | None, sent: bool = True) -> str:
    """What a channel gives that waits for an answer, when the sign of the answer is taken from it."""
    session = Session(key=b"a key of this test")
    waiting = zmq.asyncio.Context()
    with waiting.socket(zmq.PAIR) as ours, zmq.Context.shadow(waiting.underlying).socket(zmq.PAIR) as kernels:
        ours.bind("inproc://answers")
        kernels.connect("inproc://answers")
        answer = asyncio.ensure_future(kind(ours, session, None).get_msg(timeout))
        await asyncio.sleep(0.05)
        if sent:
            session.send(kernels, "execute_reply", {"status": "ok"})
        zmq.Socket.shadow(ours.underlying).getsockopt(zmq.EVENTS)  # as every sending does
        message = await asyncio.wait_for(answer, 3)
    return str(message["header"]["msg_type"])


@pytest.mark.parametrize("timeout", [None, 2.5])
def test_an_answer_is_heard_whose_sign_was_taken(timeout: float | None) -> None:
    assert asyncio.run(heard(HearingChannel, timeout)) == "execute_reply"


def test_where_no_answer_comes_the_wait_ends_with_the_time_it_was_given() -> None:
    with pytest.raises(Empty):
        asyncio.run(heard(HearingChannel, 0.3, sent=False))
