"""Cells that a grader sends together run as if each had been sent by itself."""

from __future__ import annotations

import threading

import pytest

from graders.isolation.client import KernelClient

from .cells import error, printed, run_cells
from .conftest import run_in

pytestmark = pytest.mark.slow


def test_each_cell_has_its_own_outputs_and_number(client: KernelClient):
    first, second, third = run_cells(client, ["a = 1\nprint('one')", "print(a)\na + 1", "Out"], first=4)
    assert printed(first) == "one\n"
    assert printed(second) == "1\n"
    assert [content["execution_count"] for kind, content in second if kind == "execute_reply"] == [5]
    shown = [content["data"]["text/plain"] for kind, content in third if kind == "execute_result"]
    assert shown == ["{5: 2}"]


def test_a_cell_that_fails_does_not_stop_those_after_it(client: KernelClient):
    failed, next_one = run_cells(client, ["1 / 0", "print('still here')"])
    assert error(failed) == "ZeroDivisionError"
    assert failed[-1][1]["status"] == "error"
    assert printed(next_one) == "still here\n"


def test_what_a_cell_prints_comes_before_its_reply(client: KernelClient):
    for messages in run_cells(
        client, ["for i in range(2000): print(i)", "import sys; sys.stderr.write('x')"]
    ):
        assert messages[-1][0] == "execute_reply"
        assert "stream" in [kind for kind, _ in messages]


@pytest.mark.parametrize(
    ("endless", "ends_with"),
    [
        ("while True: pass", "KeyboardInterrupt"),
        ("import asyncio\nawait asyncio.sleep(60)", "CancelledError"),
    ],
)
def test_an_interrupt_ends_the_cell_that_runs_and_no_other(
    client: KernelClient, endless: str, ends_with: str
):
    threading.Timer(2.0, client.kernel.interrupt).start()
    interrupted, next_one = run_cells(client, [endless, "print('next')"])
    assert error(interrupted) == ends_with
    assert printed(next_one) == "next\n"


def test_cells_may_wait_for_what_is_asynchronous(client: KernelClient):
    waiting, after = run_cells(
        client, ["import asyncio\nawait asyncio.sleep(0.01)\nprint('waited')", "print('after')"]
    )
    assert printed(waiting) == "waited\n"
    assert printed(after) == "after\n"
    assert run_in(client, "await asyncio.sleep(0)\nprint('again')").printed == "again\n"


def test_a_thread_that_prints_later_does_not_hold_up_the_next_cell(client: KernelClient):
    later = "import threading, time\nthreading.Timer(0.3, lambda: print('late')).start()"
    _, waits = run_cells(client, [later, "time.sleep(0.6)\nprint('done')"])
    assert "done" in printed(waits)


def test_what_is_written_to_the_open_files_themselves_is_shown(client: KernelClient):
    code = "import os, time\nos.write(1, b'by number\\n')\nos.system('echo from a program')\ntime.sleep(0.5)"
    (messages,) = run_cells(client, [code])
    assert "by number" in printed(messages)
    assert "from a program" in printed(messages)


def test_nothing_of_ours_is_printed_into_a_first_cell(client: KernelClient):
    first, second = run_cells(client, ["x = 1", "x"])
    assert {kind for kind, _ in first} == {"execute_reply"}
    assert {kind for kind, _ in second} == {"execute_result", "execute_reply"}


def test_no_output_is_lost_however_fast_it_comes(client: KernelClient):
    told = run_cells(client, ["for i in range(6000): print(i, flush=True)", "print('next')"])
    assert printed(told[0]).split() == [str(i) for i in range(6000)]
    code = "from IPython.display import HTML, display\nfor i in range(2500): display(HTML('x' * 3000))"
    (shown,) = run_cells(client, [code])
    assert sum(kind == "display_data" for kind, _ in shown) == 2500


def test_what_programs_print_is_their_cells(client: KernelClient):
    codes = [f"import os\nos.system('echo cell{i}; echo error{i} >&2')" for i in range(20)]
    told = run_cells(client, [code for pair in zip(codes, ["1"] * 20, strict=True) for code in pair])
    for i, (loud, quiet) in enumerate(zip(told[::2], told[1::2], strict=True)):
        assert sorted(printed(loud).split()) == [f"cell{i}", f"error{i}"]
        assert printed(quiet) == ""


def test_a_cell_that_cancels_all_tasks_does_not_keep_the_next_from_running(client: KernelClient):
    cancels = "import asyncio\nfor task in asyncio.all_tasks(): task.cancel()"
    _, after = run_cells(client, [cancels, "print('after')"])
    assert printed(after) == "after\n"


def test_the_notebooks_folder_is_the_one_it_was_started_in(client: KernelClient):
    (told,) = run_cells(
        client, ["import os\nprint(str(_dh[0]) == os.getcwd() == get_ipython().starting_dir)"]
    )
    assert printed(told) == "True\n"


def test_letters_that_cannot_be_encoded_are_shown_as_they_are_written(client: KernelClient):
    told, after = run_cells(client, ["print('a\\ud800b')", "print('after')"])
    assert printed(told) == "a\\ud800b\n"
    assert printed(after) == "after\n"


def test_a_cell_whose_outputs_cannot_be_sent_gets_a_reply_all_the_same(client: KernelClient):
    breaks = "import sys\n\ndef flush(*_):\n    raise OSError('no more')\n\n"
    told, after = run_cells(client, [f"{breaks}sys.stdout.flush = flush", "del sys.stdout.flush"])
    assert told[-1][0] == "execute_reply"
    assert told[-1][1]["ename"] == "OSError"
    assert after[-1][0] == "execute_reply"


def test_a_notebook_imports_what_lies_beside_it(client: KernelClient):
    told = run_cells(
        client,
        [
            "from pathlib import Path\nPath('beside.py').write_text('q = 1')\nimport beside\nprint(beside.q)",
            # A name of the standard library stays the library's.
            "_ = Path('colorsys.py').write_text('')\nimport colorsys\nprint(colorsys.rgb_to_hsv(0, 0, 0))",
        ],
    )
    assert [printed(cell) for cell in told] == ["1\n", "(0.0, 0.0, 0)\n"]


def test_text_that_means_something_else_by_now_is_read_anew(client: KernelClient):
    code = "ip = get_ipython()\nip.run_cell('pwd')\npwd = 7\nprint(ip.run_cell('pwd').result)"
    [told] = run_cells(client, [code])
    assert printed(told).splitlines()[-1] == "7"


def test_more_than_a_message_holds_comes_in_several(client: KernelClient):
    text = "print('\N{CROCODILE}\\0' * 4_000_000)"
    told, after = run_cells(client, [text, "print('after')"])
    assert printed(told) == "\N{CROCODILE}\0" * 4_000_000 + "\n"
    assert printed(after) == "after\n"


def test_what_no_message_holds_is_said_in_its_place(client: KernelClient):
    shown, raised, after = run_cells(
        client,
        [
            "from IPython.display import HTML\nHTML('x' * 20_000_000)",
            "raise ValueError('x' * 20_000_000)",
            "print('after')",
        ],
    )
    [(_, result), (_, done)] = shown
    assert result["data"] == {"text/plain": "This output is larger (19 MiB) than one may be (12 MiB)."}
    assert result["execution_count"] == 1
    assert done["status"] == "ok"
    for _, content in raised:
        word = "This output is larger (38 MiB) than one may be (12 MiB)."
        assert (content["ename"], content["traceback"]) == ("ValueError", [f"ValueError: {word}"])
    assert [kind for kind, _ in raised] == ["error", "execute_reply"]
    assert raised[-1][1]["status"] == "error"
    assert printed(after) == "after\n"


def test_a_program_that_writes_on_and_on_does_not_keep_a_cell_from_ending(client: KernelClient):
    starts = "import subprocess\nendless = subprocess.Popen(['/usr/bin/yes'])"
    _, ended, after = run_cells(client, [starts, "endless.kill(); endless.wait()", "print('after')"])
    assert ended[-1][1]["status"] == "ok"
    assert printed(after).endswith("after\n")
