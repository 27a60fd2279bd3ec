"""What of a text counts when answers are compared: not its names, spaces, comments and numbers.

A name of the student's own is any name: another one changes nothing. Names that the lesson uses, and what
follows a dot, stay. Any text has tokens, one that is no Python too.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Literal, Name, Text, Token

OWN, NUMBER, TEXT = "a name", "a number", "a text"
LONGEST = 100_000
"""Characters of an answer that are compared; nobody writes more by hand."""
WORD = re.compile(r"\w+")
AS = re.compile(r"^\s*(?:import|from)\s.*\bas\s+(\w+)", re.MULTILINE)
ALWAYS = frozenset(dir(builtins))

_lexer = PythonLexer(stripnl=False, ensurenl=False)


@dataclass(frozen=True)
class Piece:
    """A token: what it counts as, and where it stands in the text."""

    word: str
    start: int
    end: int


def of_code(text: str, known: Collection[str] = ()) -> list[Piece]:
    """The tokens of Python; `known` are the names that count as themselves.

    >>> [piece.word for piece in of_code("rise = top - 3  # metres", known=["top"])]
    ['a name', '=', 'top', '-', 'a number']
    """
    found: list[Piece] = []
    after_dot = False
    for start, kind, value in _lexer.get_tokens_unprocessed(text[:LONGEST]):
        if kind in Text or kind in Comment or not value.strip():
            continue
        if kind in Literal.String:
            word = TEXT
        elif kind in Literal.Number:
            word = NUMBER
        elif kind in Name or kind is Token.Error:
            stays = after_dot or value in known or value in ALWAYS or keyword.iskeyword(value)
            word = value if stays else OWN
        else:
            word = value
        after_dot = value == "."
        if word == TEXT and found and found[-1].word == TEXT:  # one text comes in several parts
            found[-1] = Piece(TEXT, found[-1].start, start + len(value))
        else:
            found.append(Piece(word, start, start + len(value)))
    return found


def of_prose(text: str) -> list[Piece]:
    """The words of an answer in words, without capitals.

    >>> [piece.word for piece in of_prose("The tape, it *knows*.")]
    ['the', 'tape', 'it', 'knows']
    """
    found = WORD.finditer(text[:LONGEST])
    return [Piece(each[0].casefold(), each.start(), each.end()) for each in found]


def tools_in(text: str) -> set[str]:
    """The names that a program imports or calls: they say what is done, and nobody gives them others.

    >>> sorted(tools_in("import numpy as np\\nrise = slope(np.sin(x))"))
    ['np', 'numpy', 'sin', 'slope']
    """
    tokens = [each for each in _lexer.get_tokens_unprocessed(text[:LONGEST]) if each[2].strip()]
    calls = {one[2] for one, after in pairwise(tokens) if one[1] in Name and after[2] == "("}
    return calls | {value for _, kind, value in tokens if kind in Name.Namespace} | set(AS.findall(text))
