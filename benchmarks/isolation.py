"""What isolation costs: starting a kernel, running a cell, asking a question, beside an ordinary kernel.

    python benchmarks/isolation.py [--kernels 30] [--cells 10]

Wall times are medians. Processor time is that of all processes that had a part: the grader's, bubblewrap, the
warm process, the kernels, and what forked them.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from jupyter_client.manager import start_new_kernel

from graders.answers.remote import RemoteAnswers
from graders.isolation import Sandbox

CELL = "x = 1 + 1"


@dataclass
class Times:
    """Milliseconds on the wall, one entry a kernel (or a cell), and of the processor for all kernels."""

    ready: list[float] = field(default_factory=list)
    cell: list[float] = field(default_factory=list)
    ask: list[float] = field(default_factory=list)
    end: list[float] = field(default_factory=list)
    start_up: float = 0.0
    processor: float = 0.0


def milliseconds(work: Callable[[], Any], into: list[float]) -> Any:
    started = time.perf_counter()
    result = work()
    into.append((time.perf_counter() - started) * 1000)
    return result


def processor() -> float:
    """Milliseconds of processor time of this process and of all its children that have ended."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime)


def run_cell(client: Any) -> None:
    """Run a cell and wait for its reply and for its last output."""
    asked = client.execute(CELL, stop_on_error=False)
    while True:
        message = client.get_iopub_msg(timeout=30)
        idle = message["content"].get("execution_state") == "idle"
        if idle and message["parent_header"].get("msg_id") == asked:
            break
    client.get_shell_msg(timeout=30)


def isolated(kernels: int, cells: int, times: Times) -> None:
    started = time.perf_counter()
    with Sandbox() as sandbox:
        sandbox.start()
        times.start_up = (time.perf_counter() - started) * 1000
        for _ in range(kernels):
            client = milliseconds(lambda: sandbox.kernel().client().__enter__(), times.ready)
            use(client, cells, times)
            ask(RemoteAnswers(client, [CELL]), 3 if cells else 0, times)
            client.close()
            milliseconds(client.kernel.close, times.end)


def ordinary(kernels: int, cells: int, times: Times) -> None:
    for _ in range(kernels):
        manager, client = milliseconds(start_new_kernel, times.ready)
        use(client, cells, times)
        client.stop_channels()
        milliseconds(partial(manager.shutdown_kernel, now=True), times.end)


def use(client: Any, cells: int, times: Times) -> None:
    for _ in range(cells):
        milliseconds(lambda: run_cell(client), times.cell)


def ask(answers: RemoteAnswers, questions: int, times: Times) -> None:
    for _ in range(questions):
        milliseconds(lambda: answers.value("x"), times.ask)


def measured(run: Callable[[int, int, Times], None], kernels: int, cells: int) -> Times:
    """One run, with the processor time that an empty run costs taken off."""
    run(1, 1, Times())
    before = processor()
    run(0, 0, Times())
    empty = processor() - before
    times, before = Times(), processor()
    run(kernels, cells, times)
    times.processor = processor() - before - empty
    return times


def middle(numbers: list[float]) -> str:
    return f"{statistics.median(numbers):9.1f}" if numbers else "        -"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kernels", type=int, default=30)
    parser.add_argument("--cells", type=int, default=10)
    chosen = parser.parse_args()
    walled = measured(isolated, chosen.kernels, chosen.cells)
    plain = measured(ordinary, max(3, chosen.kernels // 10), chosen.cells)
    print(f"{chosen.kernels} isolated kernels, {len(plain.ready)} ordinary ones, {chosen.cells} cells each;")
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
    print("milliseconds                   isolated  ordinary")
    for name in ("ready", "cell", "ask", "end"):
        print(f"{name:<28}{middle(getattr(walled, name)):>11}{middle(getattr(plain, name)):>10}")
    each = [walled.processor / len(walled.ready), plain.processor / len(plain.ready)]
    print(f"{'processor time per kernel':<28}{each[0]:>11.1f}{each[1]:>10.1f}")
    print(f"{'sandbox ready':<28}{walled.start_up:>11.1f}")


if __name__ == "__main__":
    main()
