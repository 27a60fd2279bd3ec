"""What students write is IPython: its magics, `!` and `?`, prompts and indented cells, read as Python.

The text is changed by IPython's own transformer, as a kernel would before running it, and nothing is run.
"""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Callable
from functools import cache

from graders.source.bounds import TooLong
from graders.source.compiled import compiled
from graders.source.kept import kept

RUN_BODY = frozenset(["capture", "prun", "time"])
"""Cell magics that run their body as the cell."""
TIMED = "timeit"
"""A magic that runs its body as a function of its own."""
RUN_LINE = frozenset(["time"])
"""Line magics that run the rest of the line as Python."""
NESTED = 4
"""Magics within magics."""
MOST_SPECIAL = 200_000
"""IPython reads the whole text again for each of its special lines: lines times characters."""
LONGEST_ASKED = 500
"""Characters of a line in a text with `name?`, for which IPython tries each of them as the name's first."""
PROMPT = re.compile(r"^.{0,8}In \[\d+\]: ", re.MULTILINE)
"""A prompt that Python itself takes for an annotation."""
AUTOMAGIC = re.compile(r"time[ \t]+\S.*")
"""What IPython takes for a magic without its `%`, where nothing else stands in the cell."""
ASSIGNED = re.compile(r"=\s*[%!]")
SPECIAL = re.compile(r"^(\s*)([%!?,;/].*|.*\?\s*)$", re.MULTILINE)
"""What may be a line of IPython's own."""


@kept
def python_text(text: str) -> str:
    """A cell's text as Python, as far as it can be read as that; Python stays as it is.

    A kernel's `In` holds cells as IPython has changed them already, and a notebook those that it will change:
    both come out the same. What `%%time`, `%%capture` and their like run takes the place of the magic.

    >>> python_text("%%time\\nx = 1"), python_text("  %time x = 1\\n  y = !ls")
    ('x = 1', "x = 1\\ny = get_ipython().getoutput('ls')")
    >>> python_text("get_ipython().run_cell_magic('time', '', 'x = 1\\\\n')")
    'x = 1'
    """
    return _python(tidy(text), 0)


def tidy(text: str) -> str:
    """A text without what editors change by themselves: a byte order mark, line ends, lines without text.

    >>> tidy("\\ufeffx = 1\\r\\n\\r\\n")
    'x = 1'
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"\A(?:[ \t\f]*\n)+", "", plain).rstrip()


def _python(text: str, depth: int) -> str:
    tree = None if PROMPT.search(text) else compiled(text)
    if tree is None:
        text = _transformed(f"%{text}" if AUTOMAGIC.fullmatch(text) else text)
        tree = compiled(text)
    if tree is not None and depth < NESTED and "get_ipython" in text:
        return _without_magics(text, tree, depth)
    return text


def _transformed(text: str) -> str:
    lines = text.splitlines()
    special = sum(SPECIAL.match(line) is not None for line in lines) + len(ASSIGNED.findall(text))
    asked = any(line.rstrip().endswith("?") for line in lines)
    if special * len(text) > MOST_SPECIAL or (asked and max(map(len, lines)) > LONGEST_ASKED):
        raise TooLong
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # IPython wonders about odd line ends
            return tidy(_transform()(text))
    except (SyntaxError, ValueError, RuntimeError, RecursionError):  # IPython gives up too
        return text


@cache
def _transform() -> Callable[[str], str]:
    """IPython's transformer; where there is no IPython, its special lines are passed over."""
    try:
        from IPython.core.inputtransformer2 import TransformerManager
    except ImportError:
        return lambda text: _passed_over(textwrap.dedent(text))
    return TransformerManager().transform_cell  # type: ignore[no-untyped-call]  # partly typed


def _passed_over(text: str) -> str:
    return "\n".join(SPECIAL.sub(r"\1pass", line) for line in text.split("\n"))


def _without_magics(text: str, tree: ast.Module, depth: int) -> str:
    """The text with what its magics run in the place of the magics."""
    if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
        match _magic(tree.body[0].value):
            case "run_cell_magic", name, _, body if name in RUN_BODY:
                return _python(tidy(body), depth + 1)
            case "run_cell_magic", name, _, body if name == TIMED:
                function = textwrap.indent(_python(tidy(body), depth + 1) or "pass", "    ")
                return _if_python(f"def timed():\n{function}\ntimed()", text)
    return _if_python(_replaced(text, tree, depth), text)


def _replaced(text: str, tree: ast.Module, depth: int) -> str:
    """The text with what `%time` runs in the place of each `%time`."""
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    lines = [line.encode() for line in text.split("\n")]
    for node in ast.walk(tree):
        match _magic(node):
            case "run_line_magic", name, run if name in RUN_LINE and isinstance(node, ast.Call):
                code = _python(tidy(run), depth + 1)
                shown = code if id(node) in statements else f"({code})"
                line = lines[node.lineno - 1]
                if node.end_lineno == node.lineno and "\n" not in shown:
                    lines[node.lineno - 1] = (
                        line[: node.col_offset] + shown.encode() + line[node.end_col_offset :]
                    )
    return b"\n".join(lines).decode()


def _if_python(text: str, otherwise: str) -> str:
    return text if compiled(text) is not None else otherwise


def _magic(node: ast.AST) -> tuple[str, ...]:
    """The method of IPython that a call is of, and its arguments; nothing for other calls."""
    match node:
        case ast.Call(ast.Attribute(ast.Call(ast.Name("get_ipython"), [], []), method), arguments, []):
            words = [getattr(argument, "value", None) for argument in arguments]
            if all(isinstance(word, str) for word in words):
                return (method, *map(str, words))
    return ()
