"""Reading the text of a cell for its checks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from graders.source.bounds import TooLong
from graders.source.calls import called
from graders.source.kept import kept
from graders.source.tree import body


def checked_ids(source: str) -> Iterator[str]:
    """The ids in the `check("...")` calls of a cell.

    >>> list(checked_ids('from graders import check\\ncheck("slope-number")'))
    ['slope-number']
    """
    for node in (part for statement in _body(source) for part in ast.walk(statement)):
        if isinstance(node, ast.Call) and called(node) == "check" and node.args:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


@kept
def only_check(source: str) -> str | None:
    """The question's id when a cell's whole text is one call of `check`.

    >>> only_check('# your answer\\ncheck("slope-number")'), only_check('x = 1\\ncheck("slope-number")')
    ('slope-number', None)
    """
    match _body(source):
        case [ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str(question))], []))]:
            return question
    return None


def _body(source: str) -> list[ast.stmt]:
    try:
        return body(source)
    except TooLong:
        return []
