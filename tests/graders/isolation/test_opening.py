"""A lesson's first cells are run once for all kernels; each kernel is as if it had run them itself."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from graders.isolation import Opening, Sandbox

from .cells import printed, run_cells
from .conftest import SMALL, run_in
from .test_life import gone_soon, processes_below

pytestmark = pytest.mark.slow

FIRST = (
    "import numpy as np\nprint('hello')\nvalues = np.arange(3)\nvalues",
    "import matplotlib.pyplot as plt\nplt.plot(values)\nplt.show()",
)


TEE = """
import sys
class Tee:
    def __init__(self, to): self.to = to
    def write(self, text): return self.to.write(text.upper())
    def flush(self): self.to.flush()
    def set_parent(self, parent): self.to.set_parent(parent)
sys.stdout = Tee(sys.stdout)
"""


def server_after(sandbox: Sandbox, *cells: str, files: dict[str, bytes] | None = None):
    return sandbox._opened.after(Opening(cells, files or {}), sandbox.start(), {}, SMALL)


def test_a_kernel_with_its_first_cells_done_shows_what_one_that_runs_them_shows(sandbox: Sandbox):
    cells = [*FIRST, "print(values + 1, In[1][:6], Out[1])\nplt.get_fignums()"]
    shown = []
    for opening in (None, Opening(FIRST)):
        with sandbox.kernel(opening=opening) as kernel, kernel.client() as client:
            shown.append(run_cells(client, cells))
    assert shown[0] == shown[1]
    assert printed(shown[1][0]) == "hello\n"
    assert "image/png" in next(c["data"] for kind, c in shown[1][1] if kind == "display_data")


def test_kernels_after_an_opening_share_nothing(sandbox: Sandbox):
    opening = Opening(FIRST)
    with (
        sandbox.kernel(opening=opening) as one,
        sandbox.kernel(opening=opening) as two,
        one.client() as left,
        two.client() as right,
    ):
        run_cells(left, [*FIRST, "values[0] = 99\nopen('mine.txt', 'w').write('mine')"])
        told = run_cells(right, [*FIRST, "import os\nprint(values[0], os.listdir('.'), os.getpid())"])
        assert printed(told[-1]) == "0 [] 1\n"


def test_each_kernel_after_an_opening_has_random_numbers_of_its_own(sandbox: Sandbox):
    asks = "import random\nprint(np.random.rand(), random.random())"
    told = set()
    for _ in range(3):
        with sandbox.kernel(opening=Opening(FIRST)) as kernel, kernel.client() as client:
            told.add(printed(run_cells(client, [*FIRST, asks])[-1]))
    assert len(told) == 3


def test_first_cells_find_the_lessons_files_and_so_does_the_kernel(sandbox: Sandbox):
    opening = Opening(("text = open('data/table.csv').read()",), {"data/table.csv": b"1,2"})
    with sandbox.kernel({"data/table.csv": b"1,2"}, opening=opening) as kernel, kernel.client() as client:
        told = run_cells(client, [*opening.cells, "print(text, open('data/table.csv').read() == text)"])
        assert printed(told[-1]) == "1,2 True\n"
    assert server_after(sandbox, *opening.cells, files={"data/table.csv": b"1,2"}) is not None


@pytest.mark.parametrize(
    "cell",
    [
        "1 / 0",
        "import sys; sys.exit(1)",
        "import numpy; numpy.random.seed(0)",
        "import random; random.seed(1)",
        "import threading, time; threading.Thread(target=time.sleep, args=(30,), daemon=True).start()",
        "import subprocess; kept = subprocess.Popen(['/bin/sleep', '30'])",
        "kept = open('written.txt', 'w')",
        "kept = open('/etc/alternatives/README')",
        "open('written.txt', 'w').close()",
        "import os; os.chdir('/')",
        "import os; os._exit(0)",
        "from comm import create_comm; kept = create_comm('x')",
        "import tempfile, os; kept = tempfile.mkdtemp()",
        "from pathlib import Path; Path.home().joinpath('kept').write_text('x')",
        "import os; os.system('echo hello')",
        "import asyncio; kept = asyncio.get_event_loop()",
        "import asyncio; kept = asyncio.create_task(asyncio.sleep(30))",
        "import mmap; kept = mmap.mmap(-1, 4096)",
        "import numpy as np; kept = np.random.default_rng()",
        "import signal; signal.setitimer(signal.ITIMER_REAL, 30)",
    ],
)
def test_cells_whose_state_a_fork_would_not_have_are_run_by_each_kernel(sandbox: Sandbox, cell: str):
    assert server_after(sandbox, cell) is None
    with sandbox.kernel(opening=Opening((cell,))) as kernel, kernel.client() as client:
        assert run_in(client, "print(6 * 7)").printed == "42\n"


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("import numpy as np; np.set_printoptions(precision=2)", "print(np.array([1.23456]))"),
        ("import numpy as np; np.seterr(all='raise')", "print(np.geterr())"),
        ("import decimal; decimal.getcontext().prec = 5", "print(decimal.Decimal(1) / 3)"),
        ("from contextvars import ContextVar\nkept = ContextVar('kept')\nkept.set(3)", "print(kept.get())"),
        ("import numpy as np; rng = np.random.default_rng(7)", "print(rng.random())"),
        ("import logging, sys\nlogging.basicConfig(stream=sys.stdout)", "logging.warning('told')"),
        (TEE, "print('told')"),
    ],
)
def test_what_first_cells_set_stays_set(sandbox: Sandbox, first: str, then: str):
    cells = ["x = 1", first, "y = 2"]
    assert server_after(sandbox, *cells) is not None
    told = []
    for opening in (None, Opening(tuple(cells))):
        with sandbox.kernel(opening=opening) as kernel, kernel.client() as client:
            told.append(printed(run_cells(client, [*cells, then])[-1]))
    assert told[0] == told[1] != ""


def test_first_cells_that_leave_processes_leave_none_in_the_sandbox(sandbox: Sandbox):
    below = set(processes_below(sandbox.start().pid))
    assert server_after(sandbox, "import subprocess; kept = subprocess.Popen(['/bin/sleep', '31'])") is None
    assert gone_soon([pid for pid in processes_below(sandbox.start().pid) if pid not in below])


def test_slow_first_cells_of_one_lesson_do_not_hold_up_another(sandbox: Sandbox):
    fast = Opening(("fast = 1",))
    assert sandbox._opened.after(fast, sandbox.start(), {}, SMALL) is not None
    slow = threading.Thread(target=server_after, args=(sandbox, "import time; time.sleep(6)"))
    slow.start()
    began = time.monotonic()
    with sandbox.kernel(opening=fast) as kernel, kernel.client() as client:
        assert printed(run_cells(client, ["fast = 1", "print(fast)"])[-1]) == "1\n"
    assert slow.is_alive(), f"it took {time.monotonic() - began:.1f} s"
    slow.join()


def test_a_kernel_that_exits_when_its_forker_has_gone_is_no_failed_sandbox(machine):
    with (
        Sandbox(SMALL) as sandbox,
        sandbox.kernel(opening=Opening(("x = 1",))) as kernel,
        kernel.client() as client,
    ):
        for number in range(6):
            assert server_after(sandbox, f"x = {number + 2}") is not None
        client.execute("import os; os._exit(3)")
        assert kernel.wait(10)
        assert kernel.why_ended() != "its sandbox ended"


def test_endless_first_cells_are_given_up(sandbox: Sandbox):
    below = set(processes_below(sandbox.start().pid))
    opening = Opening(("while True: pass",), seconds=1.0)
    with sandbox.kernel(opening=opening) as kernel, kernel.client() as client:
        assert run_in(client, "print(6 * 7)").printed == "42\n"
    left = [pid for pid in processes_below(sandbox.start().pid) if pid not in below]
    assert gone_soon(left), "what ran the endless cell is gone"


def test_when_the_process_with_the_first_cells_is_killed_kernels_are_still_forked(machine):
    with Sandbox(SMALL) as sandbox:
        opening = Opening(FIRST)
        with sandbox.kernel(opening=opening) as kernel, kernel.client() as client:
            assert printed(run_cells(client, FIRST)[0]) == "hello\n"
            below = processes_below(sandbox.start().pid)
            opener = next(pid for pid in below if pid != kernel.pid and _parent(kernel.pid) == pid)
            os.kill(opener, signal.SIGKILL)
            assert gone_soon([opener])
            assert printed(run_cells(client, ["print('goes on')"], first=3)[0]) == "goes on\n"
        with sandbox.kernel(opening=opening) as kernel, kernel.client() as client:
            assert printed(run_cells(client, FIRST)[0]) == "hello\n"


def test_the_same_first_cells_are_run_once_for_kernels_that_are_asked_for_at_once(machine):
    with Sandbox(SMALL) as sandbox:
        opening = Opening(("import os\nby = os.getpid()",))
        seen: list[str] = []

        def use() -> None:
            with sandbox.kernel(opening=opening) as kernel, kernel.client() as client:
                seen.append(printed(run_cells(client, [*opening.cells, "print(by)"])[-1]))

        threads = [threading.Thread(target=use) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(seen) == 4
        assert len(set(seen)) == 1


def test_after_a_sandbox_with_an_opening_is_closed_nothing_of_it_is_left(machine):
    sandbox = Sandbox(SMALL)
    kernel = sandbox.kernel(opening=Opening(FIRST))
    top = sandbox.start().pid
    below = processes_below(top)
    assert len(below) >= 3, "the warm process, the one with the first cells, and the kernel"
    sandbox.close()
    assert gone_soon([top, *below])
    assert not kernel.alive()


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
