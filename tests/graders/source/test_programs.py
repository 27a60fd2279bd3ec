"""Reading the text of cells costs what the text is long, whatever it holds."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from graders.answers.local import LocalAnswers
from graders.answers.reading import program_of
from graders.source.cells import bound
from graders.source.ipython import python_text
from graders.source.kept import MOST_CHARACTERS, kept
from graders.source.texts import open_names


def test_what_was_read_is_kept_for_the_texts_last_asked_for() -> None:
    asked: list[str] = []

    @kept
    def first(text: str) -> str:
        asked.append(text[0])
        return text[0]

    a, b, c = (letter * (MOST_CHARACTERS // 2) for letter in "abc")
    assert "".join(map(first, [a, a, b, a, c, a, b, a + b + c, "d", "d"])) == "aabacabadd"
    assert asked == list("abcbad")


def test_of_many_definitions_only_the_one_that_is_asked_for_is_cut_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut: list[Any] = []
    cut_out = ast.get_source_segment
    monkeypatch.setattr(ast, "get_source_segment", lambda *given: cut.append(given) or cut_out(*given))
    cell = "".join(f"def f{i}():\n    return {i}\n" for i in range(500))
    assert LocalAnswers({"In": [cell], "f7": 1}).source("f7") == "def f7():\n    return 7"
    assert len(cut) == 1


def test_a_statement_that_sets_many_names_is_spelled_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spelled: list[Any] = []
    unparse = ast.unparse
    monkeypatch.setattr(ast, "unparse", lambda tree: spelled.append(tree) or unparse(tree))
    cell = " = ".join(f"a{i}" for i in range(300)) + " = 1"
    program = program_of(LocalAnswers({"In": [cell, "y = a7"], "a7": 1, "y": 1}), "y")
    assert program.startswith("a0 = a1")
    assert program.endswith("y = a7")
    assert len(spelled) == 1


def test_what_is_kept_of_a_cell_is_small_beside_it() -> None:
    cell = " = ".join(f"a{i}" for i in range(700)) + " = 1"
    for read in (bound, open_names, python_text):
        assert len(repr(read(cell))) < 10 * len(cell)


def test_of_functions_and_classes_their_own_definition_is_cut_out_with_its_decorators() -> None:
    cell = "@staticmethod\ndef f(): pass\nclass C:\n    x = 1\ny = 2"
    answers = LocalAnswers({"In": [cell], "f": 1, "C": 2, "y": 3})
    assert answers.source("f") == "@staticmethod\ndef f(): pass"
    assert answers.source("C") == "class C:\n    x = 1"
    assert answers.source("y") == cell
