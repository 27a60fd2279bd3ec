"""Reading the text of a cell for its checks."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator


def checked_ids(source: str) -> Iterator[str]:
    """The ids in the `check("...")` calls of a cell.

    >>> list(checked_ids('from graders import check\\ncheck("slope-number")'))
    ['slope-number']
    """
    for node in ast.walk(_parsed(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        argument = node.args[0]
        if name == "check" and isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


@functools.lru_cache(maxsize=1000)
def only_check(source: str) -> str | None:
    """The question's id when a cell's whole text is one call of `check`.

    >>> only_check('# your answer\\ncheck("slope-number")'), only_check('x = 1\\ncheck("slope-number")')
    ('slope-number', None)
    """
    match _parsed(source).body:
        case [ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str(question))], []))]:
            return question
    return None


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return ast.Module([], [])
