"""What happens to a notebook that wants more of the machine than it may have. Each bomb is bounded."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from graders.isolation import KernelLimits, Sandbox
from graders.isolation.kernel_limits import MEBIBYTE

from .conftest import Run, is_well, run_in

pytestmark = pytest.mark.slow


def test_a_fork_bomb_runs_into_the_limit_and_harms_nobody_else(sandbox: Sandbox, client, other):
    bomb = """
import os, time
made = 0
try:
    while made < 5000:
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        made += 1
except BlockingIOError:
    pass
print(0 < made < 48)
"""
    assert run_in(client, bomb).printed == "True\n"
    assert is_well(other)
    kernel = client.kernel
    kernel.kill()
    assert kernel.wait(10)


def test_threads_count_as_processes_do(run: Run):
    bomb = """
import threading, time
try:
    for made in range(5000):
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
except RuntimeError:
    print(made < 48)
"""
    assert run(bomb).printed == "True\n"


def test_one_process_that_wants_too_much_memory_gets_a_memory_error(run: Run):
    assert run("import numpy\nblock = numpy.ones(2**30)").error in {"MemoryError", "_ArrayMemoryError"}
    assert run("print(1)").printed == "1\n"


def test_many_processes_that_hold_too_much_memory_together_are_ended(client, other):
    bomb = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        held = bytearray(os.urandom(4096)) * (60 * 256)
        time.sleep(30)
        os._exit(0)
time.sleep(30)
"""
    gone = run_in(client, bomb).gone
    assert gone is not None
    assert "256 MiB of memory" in gone
    assert is_well(other)


def test_what_is_written_to_disk_is_bounded(run: Run):
    bomb = """
def fill(folder):
    total = 0
    try:
        for number in range(1000):
            with open(f"{folder}/{number}", "wb") as file:
                total += file.write(bytes(2**20))
    except OSError:
        return total <= 16 * 2**20
print(fill("."), fill("/dev/shm"))
"""
    assert run(bomb).printed == "True True\n"


def test_one_file_is_bounded(run: Run):
    bomb = """
import os, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with open("large", "wb") as file:
        for _ in range(12):
            file.write(bytes(2**20))
            file.flush()
except OSError as problem:
    print(problem.strerror, os.path.getsize("large") // 2**20)
"""
    assert run(bomb).printed == "File too large 8\n"


def test_the_number_of_files_is_bounded(run: Run):
    bomb = """
try:
    for number in range(5000):
        open(str(number), "w").close()
except OSError:
    print(number < 200)
"""
    assert run(bomb).printed == "True\n"


def test_open_files_are_bounded(run: Run):
    assert run("held = [open('/dev/null') for _ in range(300)]").error == "OSError"


def test_a_cell_that_never_ends_is_ended_by_the_clock(sandbox: Sandbox, other):
    with (
        sandbox.kernel(limits=replace(sandbox.limits, wall_seconds=1.0)) as kernel,
        kernel.client() as client,
    ):
        gone = run_in(client, "while True: pass").gone
    assert gone == "it ran for more than 1 seconds"
    assert is_well(other)


def test_a_cell_that_ignores_every_signal_is_ended_as_well(sandbox: Sandbox):
    deaf = """
import signal, time
for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        signal.signal(number, signal.SIG_IGN)
    except OSError:
        pass
while True:
    try:
        time.sleep(0.01)
    except BaseException:
        pass
"""
    with (
        sandbox.kernel(limits=replace(sandbox.limits, wall_seconds=1.5)) as kernel,
        kernel.client() as client,
    ):
        client.execute(deaf)
        time.sleep(0.5)
        kernel.interrupt()
        assert not kernel.wait(0.3), "an interrupt does not end it"
        assert kernel.wait(10)
        assert kernel.why_ended() == "it ran for more than 1.5 seconds"


def test_an_interrupt_stops_a_cell_and_keeps_the_kernel(client):
    client.execute("import time\nfor _ in range(1000): time.sleep(0.01)", stop_on_error=False)
    time.sleep(0.3)
    client.kernel.interrupt()
    assert client.get_shell_msg(timeout=10)["content"]["ename"] == "KeyboardInterrupt"
    assert is_well(client)


def test_processor_time_is_bounded(sandbox: Sandbox):
    with sandbox.kernel(limits=replace(sandbox.limits, cpu_seconds=1)) as kernel, kernel.client() as client:
        gone = run_in(client, "while True: pass").gone
    assert gone == "it was killed, probably for using too much processor time or memory"


def test_limits_cannot_be_raised_from_inside(run: Run):
    raised = """
import resource
kinds = [getattr(resource, f"RLIMIT_{name}") for name in ("AS", "CPU", "NPROC", "NOFILE", "FSIZE")]
def refused(kind):
    soft, hard = resource.getrlimit(kind)
    try:
        resource.setrlimit(kind, (hard + 1, hard + 1))
    except (ValueError, PermissionError):
        return True
print(all(map(refused, kinds)))
"""
    assert run(raised).printed == "True\n"


def test_a_flood_that_nobody_reads_ends_the_kernel_before_it_fills_the_grader(sandbox: Sandbox, other):
    limits = replace(sandbox.limits, flood_bytes=64 * MEBIBYTE, message_bytes=8 * MEBIBYTE)
    # One message of very many parts: the receiver's library holds them all until the last one comes.
    flood = """
import zmq
socket = get_ipython().kernel.iopub_thread.socket
part = bytes(4 * 2**20)
for _ in range(500):
    socket.send(part, zmq.SNDMORE, copy=False)
socket.send(b"")
"""
    with sandbox.kernel(limits=limits) as kernel, kernel.client() as client:
        client.execute(flood)
        assert kernel.wait(30)
        assert kernel.why_ended() == "it sent more than 64 MiB that nobody had read yet"
    assert is_well(other)


@pytest.mark.parametrize(
    "limit",
    [
        {"wall_seconds": 0},
        {"processes": -1},
        {"files": 2.5},
        {"loopback": 1},
        {"cpu_seconds": float("nan")},
        {"disk_bytes": True},
    ],
)
def test_a_limit_that_is_none_is_refused_by_name(limit):
    with pytest.raises(ValueError, match=next(iter(limit))):
        KernelLimits(**limit)


def test_an_unknown_limit_is_refused_with_those_that_there_are():
    with pytest.raises(ValueError, match=r"'memory'.*memory_bytes"):
        KernelLimits.from_json({"memory": 1})
