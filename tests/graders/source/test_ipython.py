"""A cell is read as IPython reads it, and comes out the same from a kernel's history and from a notebook."""

from __future__ import annotations

import ast
import builtins
import sys
from pathlib import Path
from typing import Any

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from graders.answers.local import LocalAnswers
from graders.answers.reading import asks_a_tape
from graders.answers.remote import RemoteAnswers
from graders.source import ipython
from graders.source.bounds import LONGEST
from graders.source.ipython import python_text
from graders.source.reading import set_to
from graders.source.tree import parsed

PROGRAM = """x = ad.Variable(2.0)
with ad.GradientTape() as tape:
    y = x * x
slope = tape.gradient(y, x)"""


def indented(text: str, by: str = "    ") -> str:
    return "\n".join(by + line for line in text.split("\n"))


def prompted(text: str, first: str, others: str) -> str:
    return "\n".join((first if not place else others) + line for place, line in enumerate(text.split("\n")))


CELLS = {
    "plain": PROGRAM,
    "line magic": "%matplotlib inline\n" + PROGRAM,
    "line magic below": PROGRAM + "\n%whos",
    "magic in a block": PROGRAM.replace("    y = x * x", "    %precision 3\n    y = x * x"),
    "magic that gives a value": "here = %pwd\n" + PROGRAM,
    "shell line": "!pip --version\n" + PROGRAM,
    "shell value": "files = !ls\n" + PROGRAM,
    "double shell": "!!ls\n" + PROGRAM,
    "help": PROGRAM + "\nad.GradientTape?",
    "more help": "?ad.Variable\n" + PROGRAM + "\ntape??",
    "time": "%%time\n" + PROGRAM,
    "capture": "%%capture\n" + PROGRAM,
    "capture with options": "%%capture out --no-stderr\n" + PROGRAM,
    "profiled": "%%prun -q\n" + PROGRAM,
    "magics in magics": "%%capture\n%%time\n%matplotlib inline\n" + PROGRAM,
    "magic below blank lines": "\n\n%%time\n" + PROGRAM,
    "timed statement": PROGRAM.replace("slope =", "%time slope ="),
    "timed value": PROGRAM.replace("= tape.gradient", "= %time tape.gradient"),
    "timed in a block": PROGRAM.replace("    y =", "    %time y ="),
    "indented": indented(PROGRAM),
    "indented by tabs": indented(PROGRAM, "\t"),
    "indented with a magic": indented("%matplotlib inline\n" + PROGRAM),
    "python prompts": prompted(PROGRAM, ">>> ", ">>> ").replace(">>>     ", "...     "),
    "ipython prompts": prompted(PROGRAM, "In [1]: ", "   ...: "),
    "semicolons": PROGRAM.replace("\n    y = x * x\n", "\n    y = x * x;\n") + ";",
    "await": "import asyncio\nawait asyncio.sleep(0)\n" + PROGRAM,
    "awaited value": "g = await found()\n" + PROGRAM,
    "async for": "async for step in steps():\n    pass\n" + PROGRAM,
    "windows line ends": PROGRAM.replace("\n", "\r\n"),
    "windows line ends with a magic": ("%%time\n" + PROGRAM).replace("\n", "\r\n"),
    "old macintosh line ends": PROGRAM.replace("\n", "\r"),
    "byte order mark": "\ufeff" + PROGRAM,
    "trailing spaces": PROGRAM.replace("\n", "   \n") + "  \n\n",
    "form feed": "\f\n" + PROGRAM.replace("\nslope", "\n\fslope"),
    "letters and escapes": "text = '\\d é \\u2028'  # %time\n%time 'é'\n" + PROGRAM,
    "magics in strings": 's = """\n%time\n!ls\nx?\n"""\n' + PROGRAM,
    "modulo on a line of its own": "n = (7\n% 2)\n" + PROGRAM,
    "magic of a language": "%load_ext x\n%config Y.z = 1\n" + PROGRAM,
}


def in_the_kernel(cell: str) -> str:
    """The cell as a kernel's `In` holds it."""
    return str(TransformerManager().transform_cell(cell)).rstrip("\n")


def here(cell: str) -> LocalAnswers:
    return LocalAnswers({"In": ["", in_the_kernel(cell)], "slope": 4.0})


class _NotAsked:
    def ask(self, *question: Any) -> Any:
        raise AssertionError("the kernel is not asked for what the cells say")


def from_outside(cell: str) -> RemoteAnswers:
    return RemoteAnswers(_NotAsked(), [cell])


@pytest.mark.parametrize("kind", CELLS)
def test_a_right_answer_beside_ipythons_syntax_is_seen_here_and_from_outside_alike(kind: str) -> None:
    # IPython gives up on a byte order mark, and so no kernel's history holds one.
    local, remote = here(CELLS[kind].removeprefix("\ufeff")), from_outside(CELLS[kind])
    assert asks_a_tape(local, "slope")
    assert asks_a_tape(remote, "slope")
    assert local.source("slope") == remote.source("slope")
    assert local.source() == remote.source()
    assert set_to(remote.source("slope"), "slope") == "tape.gradient(y, x)"


@pytest.mark.parametrize("kind", CELLS)
def test_what_was_read_as_python_is_read_as_the_same_again(kind: str) -> None:
    assert python_text(python_text(CELLS[kind])) == python_text(CELLS[kind])


LIBRARY = ["argparse", "ast", "inspect", "statistics", "textwrap"]


@pytest.mark.parametrize("name", LIBRARY)
def test_plain_python_stays_as_it_is_as_ipython_leaves_it(name: str) -> None:
    text = Path(ast.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")[:LONGEST]
    while parsed(text) is None:
        text = text[: text.rindex("\n")]
    assert python_text(text) == ipython.tidy(text)
    assert ast.dump(ast.parse(in_the_kernel(text))) == ast.dump(ast.parse(text))


@pytest.mark.parametrize(
    "cell",
    [
        "%%bash\nslope=1",
        "%%writefile x.py\nslope = 1",
        "%%javascript\nslope = 1",
        "%timeit slope = 1",
        "%%timeit\nslope = 1",
        "%%timeit -n 3 slope = 0\nslope = 1",
        "%run other.py slope = 1",
        "!slope = 1",
        "get_ipython().system('slope = 1')",
        "'%%time\\nslope = 1'",
    ],
)
def test_what_sets_no_name_of_the_notebook_is_not_read_as_if_it_did(cell: str) -> None:
    with pytest.raises(Exception, match="was not found"):
        from_outside(cell).source("slope")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("%time x = [1,\n 2]", "get_ipython().run_line_magic('time', 'x = [1,')\n 2]"),
        ("x = %time (", "x = get_ipython().run_line_magic('time', '(')"),
        ("%%time\nx = (", "x = ("),
        ("%%nonsense", "get_ipython().run_cell_magic('nonsense', '', '')"),
        ("?", "get_ipython().show_usage()"),
        ("x = ?", "x = ?"),
        ("\0", "\0"),
        ("", ""),
        ("   \n\t\n", ""),
        ("%%time", ""),
        ("time slope = 1", "slope = 1"),
        ("%%timeit\nx = 1", "def timed():\n    x = 1\ntimed()"),
    ],
)
def test_broken_and_empty_cells_come_out_as_something(cell: str, text: str) -> None:
    assert python_text(cell) == text


def test_where_there_is_no_ipython_its_lines_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "IPython":
            raise ImportError(name)
        return imported(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    for name in [name for name in sys.modules if name.startswith("IPython")]:
        monkeypatch.delitem(sys.modules, name)
    ipython._transform.cache_clear()
    try:
        text = ipython._python("    %matplotlib inline\n    if x:\n        !ls\n    slope = 1\n    x?", 0)
        assert text == "pass\nif x:\n    pass\nslope = 1\npass"
        assert parsed(text) is not None
    finally:
        ipython._transform.cache_clear()


def test_a_string_with_an_odd_escape_warns_nobody(recwarn: pytest.WarningsRecorder) -> None:
    assert parsed("x = '\\d'") is not None
    assert parsed("%time x = '\\d'") is not None
    assert not recwarn.list
