"""What a grader learns of a student's kernel, and what it does not let be done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import pytest

from graders.answers.interface import (
    AnswerError,
    CallFailed,
    NoSource,
    NotAFunction,
    StillDots,
    TooSlow,
    Unset,
    WrongKind,
    as_tensor,
    as_variable,
)
from graders.answers.local import LocalAnswers
from graders.answers.remote import RemoteAnswers
from graders.isolation import KernelGone, Misbehaved
from graders.isolation.client import KernelClient

from .conftest import run_in

pytestmark = pytest.mark.slow

CELL = """
import numpy, time
import autodiff_lite as ad
slope, text, nothing, dots = 13, "a", None, ...
row = numpy.arange(3.0)
tensor = ad.constant([1.0, 2.0])
nested = {"a": [1, 2.5, True], "b": numpy.eye(2, dtype="int32")}
strange = object()
def double(x):
    print("working")
    return x * 2
def kind(x):
    return type(x).__name__
def fails():
    raise ValueError("no")
def leaves():
    raise SystemExit
def endless():
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            pass
"""


@pytest.fixture
def asked(client) -> Callable[..., RemoteAnswers]:
    """Runs a cell and gives the answers of the kernel in which it ran."""

    def ask(code: str) -> RemoteAnswers:
        assert run_in(client, code).error is None
        return RemoteAnswers(client, [code])

    return ask


def same(one: Any, two: Any) -> bool:
    if isinstance(one, numpy.ndarray):
        return one.dtype == two.dtype and numpy.array_equal(one, two)
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(same(one[key], two[key]) for key in one)
    return type(one) is type(two) and one == two


def test_remote_and_local_answers_are_the_same(asked):
    remote, namespace = asked(CELL), {"In": ["", CELL]}
    exec(CELL, namespace)
    local = LocalAnswers(namespace)
    questions: list[Callable[[Any], Any]] = [
        *(
            lambda answers, name=name: answers.value(name)
            for name in ("slope", "text", "nothing", "dots", "row", "tensor")
        ),
        *(
            lambda answers, name=name: answers.value(name)
            for name in ("nested", "strange", "double", "slop", "absent")
        ),
        lambda answers: answers.call("double", 2.5),
        lambda answers: answers.call("double", numpy.ones((2, 2), "float32")),
        lambda answers: answers.call("double", as_tensor([1.0, 2.0])),
        lambda answers: answers.call("kind", as_variable(2.0)),
        lambda answers: answers.call("kind", [1]),
        lambda answers: answers.call("double"),
        lambda answers: answers.call("fails"),
        lambda answers: answers.call("leaves"),
        lambda answers: answers.call("slope", 1),
        lambda answers: answers.call("endless", seconds=0.3),
        lambda answers: answers.source(),
        lambda answers: answers.source("double"),
        lambda answers: answers.source("slope"),
        lambda answers: answers.source("absent"),
    ]
    kinds = set()
    for question in questions:
        expected, given = outcome(question, local), outcome(question, remote)
        assert same(expected, given), (expected, given)
        kinds.add(expected[0] if isinstance(expected, tuple) else None)
    assert kinds >= {StillDots, Unset, WrongKind, NotAFunction, CallFailed, TooSlow, None}


def outcome(question: Callable[[Any], Any], answers: Any) -> Any:
    try:
        return question(answers)
    except AnswerError as problem:
        return type(problem), problem.sentence


def test_the_source_is_what_the_grader_sent_whatever_the_kernel_says(asked):
    answers = asked("x = 1\nIn[:] = ['for' + 'ged = 2']\nx = 1")
    assert "forged" not in answers.source()


def test_a_cell_made_to_break_the_parser_has_no_source(client):
    run_in(client, "x = 1")
    answers = RemoteAnswers(client, ["x = " + "-" * 200_000 + "1", "x = 1\0"])
    with pytest.raises(NoSource):
        answers.source("x")


def test_lying_objects_come_out_as_plain_data_or_not_at_all(asked):
    answers = asked(
        """
import numpy
class Number(float):
    def __eq__(self, other): return True
    def __float__(self): return 13.0
class Array(numpy.ndarray):
    def __array_finalize__(self, other): pass
    def __eq__(self, other): return True
class Anything:
    def __getattribute__(self, name): raise SystemExit
    def __eq__(self, other): return True
number, array, anything = Number(2), numpy.arange(2.0).view(Array), Anything()
"""
    )
    with pytest.raises(WrongKind):
        answers.value("number")
    with pytest.raises(WrongKind):
        answers.value("anything")
    assert type(answers.value("array")) is numpy.ndarray


PATCHES = {
    "no value": "lambda *a: ({'answer': dict(array='|O', shape=[1], buffer=0)}, [b'x' * 8])",
    "no answer at all": "lambda *a: ({}, [])",
    "an unknown error": "lambda *a: ({'error': ['x'], 'words': 5}, [])",
    "a forged error": "lambda *a: ({'error': 'Unset', 'nearest': [{}, 'x' * 10**6, 1]}, [])",
    "depth": "lambda *a: ({'answer': functools.reduce(lambda d, _: {'list': [d]}, range(99), {})}, [])",
}


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES.keys())
def test_a_patched_agent_gets_an_answer_error_and_no_more(asked, patch: str):
    answers = asked(f"import functools, graders.isolation.agent\ngraders.isolation.agent.answer = {patch}")
    with pytest.raises(AnswerError) as caught:
        answers.value("x")
    assert len(caught.value.sentence) < 2000


def test_a_kernel_that_does_not_answer_is_asked_once(client, monkeypatch: pytest.MonkeyPatch):
    import graders.answers.remote

    monkeypatch.setattr(graders.answers.remote, "VALUE_SECONDS", 0.2)
    monkeypatch.setattr(graders.answers.remote, "GRACE", 0.2)
    run_in(
        client,
        "import graders.isolation.agent, time\ngraders.isolation.agent.answer = lambda *a: time.sleep(60)",
    )
    answers = RemoteAnswers(client, [])
    with pytest.raises(TooSlow):
        answers.value("x")
    asked_again = monkeypatch.setattr(client, "ask", lambda *a: pytest.fail("it was asked again"))
    assert asked_again is None
    with pytest.raises(TooSlow):
        answers.value("x")


def test_a_kernel_that_ends_under_a_question_says_so(asked):
    answers = asked("import os\ndef leave():\n    os._exit(0)")
    with pytest.raises(KernelGone, match="exited by itself"):
        answers.call("leave")


def test_an_earlier_or_forged_reply_does_not_count(asked, client):
    answers = asked(
        """
import graders.isolation.agent as agent
honest, kernel = agent.answer, get_ipython().kernel
def answer(namespace, question, buffers):
    parent = {"msg_id": "earlier", "msg_type": "x"}
    forged = kernel.session.msg("graders_answer", {"answer": {"int": "99"}}, parent=parent)
    kernel.session.send(kernel.shell_stream, forged, ident=kernel._parent_ident["shell"])
    return honest(namespace, question, buffers)
agent.answer = answer
x = 13
"""
    )
    assert answers.value("x") == 13


def test_nonsense_on_the_channels_is_passed_over_and_too_much_of_it_ends_the_reading(client):
    nonsense = """
socket = get_ipython().kernel.iopub_thread.socket
start = b"<IDS|MSG>"
kinds = [[b"x"], [start], [start, b"", b"[", b"{}", b"{}", b"{}"], [start, b"0" * 64] + [b"[" * 100_000] * 4]
headers = [b"[]", b"{}", b'{"msg_id": 1, "msg_type": []}', b"[" * 50_000]
headers.append(b'{"date": "x", "msg_id": "a", "msg_type": "b"}')
session = get_ipython().kernel.session
for header in headers:
    parts = [header, b"{}", b"{}", b"[]"]
    kinds.append([start, session.sign(parts), *parts])
for _ in range({times}):
    for frames in kinds:
        socket.send_multipart(frames)
print("done")
"""
    assert run_in(client, nonsense.replace("{times}", "3")).printed == "done\n"
    with pytest.raises(Misbehaved):
        run_in(client, nonsense.replace("{times}", "30"))
    assert client.kernel.alive()


def test_a_message_above_the_limit_does_not_arrive(client):
    """Its connection is cut; the channel on which replies come goes on."""
    size = client.kernel.limits.message_bytes + 1
    client.execute(f"get_ipython().kernel.iopub_thread.socket.send(bytes({size}))", stop_on_error=False)
    assert client.get_shell_msg(timeout=10)["content"]["status"] == "ok"
    assert client.ask({"ask": "value", "name": "__name__", "seconds": 5}, [], 10) is not None


def test_variables_that_are_asked_for_at_once_are_answered_one_by_one(client: KernelClient):
    run_in(client, "a = 1.5\nimport numpy as np\nb = np.arange(3)\nc = ...\nd = open")
    answers = RemoteAnswers(client, [])
    a, b, c, d, missing, again = answers.values(["a", "b", "c", "d", "bb", "a"])
    assert a == again == 1.5
    assert b.tolist() == [0, 1, 2]
    assert isinstance(c, StillDots)
    assert isinstance(d, WrongKind)
    assert isinstance(missing, Unset)
    assert missing.nearest == ("b",) or missing.nearest == ()
    assert answers.values([]) == []


@pytest.mark.parametrize("forged", ["[]", "None", "[{'answer': 1}, 7]", "[{'error': 3}, {}]", "'text'"])
def test_forged_answers_to_several_variables_are_wrong_and_nothing_worse(client: KernelClient, forged: str):
    run_in(
        client,
        "from graders.isolation import agent\n"
        f"agent.answer = lambda *_: ({{'answers': {forged}}}, [])\na = b = 1",
    )
    told = RemoteAnswers(client, []).values(["a", "b"])
    assert len(told) == 2
    assert all(isinstance(each, AnswerError) for each in told)


TOO_LARGE = {
    "texts": "['x' * 100_000] * 170",
    "numbers in lists": "[[1.5] * 1000] * 900",
    "an array": "__import__('numpy').zeros((1000, 1001))",
    "texts in an array": "__import__('numpy').array(['x' * 90_000] * 19)",
    "dicts": "[{'': 0}] * 900_000",
}


@pytest.mark.parametrize("much", TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_an_answer_that_is_too_large_says_so_and_the_kernel_answers_on(asked, much: str):
    answers = asked(f"much = {much}\ndef gives():\n    return much\nx = 13")
    with pytest.raises(WrongKind, match="much"):
        answers.value("much")
    with pytest.raises(WrongKind):
        answers.call("gives")
    assert answers.value("x") == 13


def test_variables_that_are_too_much_together_are_answered_one_by_one(asked):
    answers = asked("import numpy\na, b, c = numpy.zeros(900_000), numpy.ones(900_000), 13")
    a, b, c = answers.values(["a", "b", "c"])
    assert (a.sum(), b.sum(), c) == (0, 900_000, 13)


def test_a_reply_that_ends_its_connection_is_noticed_and_nothing_waits_for_it(client):
    size = client.kernel.limits.message_bytes + 1
    run_in(
        client,
        f"from graders.isolation import agent\nagent.answer = lambda *_: ({{'answer': 'x' * {size}}}, [])",
    )
    answers = RemoteAnswers(client, [])
    for _ in range(3):
        with pytest.raises(Misbehaved, match="more than 16 MiB"):
            answers.value("x")


def test_a_message_of_very_many_small_parts_is_not_made_into_objects(client):
    from graders.isolation.client import unpack

    for text in (b"[" + b'{"":0},' * 1_900_000 + b"0]", b"[" + b'"ab",' * 3_000_000 + b"0]"):
        with pytest.raises(ValueError, match="parts"):
            unpack(text)
