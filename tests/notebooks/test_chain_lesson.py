"""Lesson 05 says what is so: its messages, its numbers, its figures, and nothing of its answers."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

import autodiff_lite as ad
from graders.answers.local import LocalAnswers
from graders.checking.verdict import judge
from graders.questions import Question
from graders.questions.folder import Folder, load

from .test_figures import SVG, contrast

LESSON = "05-chain-rule-and-persistence"
FIGURES = {"candle-and-lens.svg": "rays", "two-links.svg": "links", "what-a-tape-keeps.svg": "kept"}


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "notebooks" / "source" / LESSON


@pytest.fixture(scope="module")
def notebook(folder: Path) -> NotebookNode:
    return nbformat.read(folder / f"{LESSON}.ipynb", as_version=4)


def cell(notebook: NotebookNode, name: str) -> str:
    found: str = next(each.source for each in notebook.cells if each.id == name)
    return found


# What a student may do, and the message that the lesson's table shows for it.
SLIPS = {
    "RuntimeError: this GradientTape": "tape.gradient(y, x)\ntape.gradient(y, x)",
    "TypeError: GradientTape.__init__()": "ad.GradientTape(presistent=True)",
    "TypeError: a scalar tensor (shape ())": "a, b = tape.gradient([y, x], x)",
    "NameError: name 'tape'": "del tape\ntape.gradient(y, x)",
    "NameError: name 'check'": "check('chain-links')",
}


@pytest.mark.parametrize("begins", SLIPS)
def test_the_table_of_messages_shows_what_is_really_raised(notebook: NotebookNode, begins: str) -> None:
    shown = re.findall(r"^\| `(\w+Error: .+?)` \|", cell(notebook, "see-table"), flags=re.MULTILINE)
    assert len(shown) == len(SLIPS)
    (claimed,) = [message for message in shown if message.startswith(begins)]
    names: dict[str, Any] = {"ad": ad}
    exec("x = ad.Variable(20.0)\nwith ad.GradientTape() as tape:\n    y = x * x", names)
    with pytest.raises(Exception, match=r".") as raised:
        exec(SLIPS[begins], names)
    real = f"{raised.type.__name__}: {raised.value}"
    assert real == claimed or (claimed.endswith(" ...") and real.startswith(claimed[:-4]))


NONES = {
    "the tape is persistent": "late = y / x\ntarget, source = late, x",
    "for a variable": "target, source = y, f",
    "x = x + 1.0": "x = x + 1.0\ntarget, source = y, x",
    "a value on the way": "target, source = y, size",
}


@pytest.mark.parametrize("case", NONES)
def test_each_none_of_the_table_is_none(notebook: NotebookNode, case: str) -> None:
    assert re.search(rf"^\| `None`.*{re.escape(case)}", cell(notebook, "see-table"), flags=re.MULTILINE)
    names: dict[str, Any] = {"ad": ad}
    exec(
        "x = ad.Variable(20.0)\nf = ad.Variable(4.0, trainable=False)\n"
        "with ad.GradientTape(persistent=True) as tape:\n    y = 1.0 / (1.0 / f - 1.0 / x)\n    size = y / x",
        names,
    )
    exec(NONES[case], names)
    assert names["tape"].gradient(names["target"], names["source"]) is None


@pytest.fixture(scope="module")
def printed(notebook: NotebookNode, folder: Path) -> dict[str, str]:
    """What each cell prints when the lesson runs from the top."""
    ran = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    streams = {
        each.id: [output for output in each.outputs if output.output_type == "stream"]
        for each in ran.cells
        if each.cell_type == "code"
    }
    assert not [name for name, outputs in streams.items() if any(each.name == "stderr" for each in outputs)]
    return {name: "".join(output.text for output in outputs) for name, outputs in streams.items()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("chain-tape", "dy/dr: -0.25"),
        ("chain-mistake", "friend: -16.0\nright:  -0.25"),
        ("once-call", "dy/dx: -0.0625\ndy/dp: 25.0\ndy/dq: -25.0"),
        ("once-targets", "[y, q] by x: -0.06\ndy/dx + dq/dx: -0.06"),
        ("persistent-ask", "dp/dx: -0.0025\ndq/dp: -1\ndy/dq: -25\ndq/dx: 0.0025\ndy/dp: 25\ndy/dx: -0.0625"),
        ("fan-paths", "size by x: -0.015625"),
        ("fan-stop", "direct way only: -0.0125"),
        ("know-assign", "x is now  8.0\ndy/dx:    -0.0625\ndy/dx:    None"),
        ("tensorflow", "size by x:  -0.015625\ndirectly:   -0.0125"),
    ],
)
def test_what_the_text_says_of_a_cell_is_what_the_cell_prints(
    printed: dict[str, str], name: str, words: str
) -> None:
    assert words in printed[name]


@pytest.mark.slow
def test_a_plain_tape_is_empty_after_a_question_and_a_persistent_one_after_del(
    printed: dict[str, str],
) -> None:
    plain, persistent = (
        [float(number) for number in re.findall(r"\d+\.\d", line)]
        for line in printed["cost-measure"].splitlines()[:2]
    )
    assert plain == pytest.approx([16.0, 0.0, 0.0], abs=0.5)
    assert persistent == pytest.approx([16.0, 16.0, 0.0], abs=0.5)


@pytest.mark.slow
def test_a_printed_sentence_is_not_broken_inside_a_word_on_a_narrow_page(printed: dict[str, str]) -> None:
    for name in ("once-second", "fan-none", "know-assign", "know-recording"):
        assert max(map(len, printed[name].splitlines())) <= 50, name


def test_the_slope_of_the_lens_is_minus_y_squared_over_x_squared() -> None:
    for far in (6.0, 8.0, 20.0, 33.0):
        x = ad.Variable(far, dtype=ad.float64)
        with ad.GradientTape() as tape:
            y = 1.0 / (1.0 / 4.0 - 1.0 / x)
        assert float(tape.gradient(y, x)) == pytest.approx(-((float(y) / far) ** 2))


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_of_the_lens_is_the_one_that_is_drawn_today(folder: Path, name: str) -> None:
    drawn = getattr(importlib.import_module("figures.lens"), FIGURES[name])().svg()
    assert drawn.isascii()
    assert (folder / "figures" / name).read_text(encoding="ascii") == drawn, "run: make figures"


@pytest.mark.parametrize("name", FIGURES)
def test_the_words_of_a_figure_of_the_lens_lie_inside_it_and_stand_out(folder: Path, name: str) -> None:
    tree = ElementTree.fromstring((folder / "figures" / name).read_text(encoding="ascii"))
    width = float(tree.get("width", "0"))
    for word in tree.iter(f"{SVG}text"):
        assert contrast(word.get("fill", ""), "#F3F5F7") >= 4.5, word.text
        # No letter of the fonts named is wider than two thirds of its height, on the average of a word.
        long = 0.67 * float(word.get("font-size", "0")) * len(word.text or "")
        x = float(word.get("x", "0"))
        left = {"start": x, "middle": x - long / 2, "end": x - long}[word.get("text-anchor", "start")]
        assert left >= 0, word.text
        assert left + long <= width, word.text


def solutions(notebook: NotebookNode) -> Iterator[str]:
    for each in notebook.cells:
        if each.cell_type == "code":
            for text in re.findall(
                r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", each.source, flags=re.DOTALL
            ):
                yield from (line.strip() for line in text.splitlines() if len(line.strip()) > 12)


def test_no_line_of_a_solution_stands_in_the_released_questions(notebook: NotebookNode, folder: Path) -> None:
    released = (folder / "questions.py").read_text(encoding="utf-8")
    # How a tape is opened, and the lens itself, stand in the open lesson too.
    open_text = "\n".join(
        re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", each.source, flags=re.DOTALL)
        for each in notebook.cells
    )
    kept = [line for line in solutions(notebook) if line not in open_text]
    assert len(kept) > 10
    assert [line for line in kept if line in released] == []


def test_the_lens_of_the_design_question_has_one_answer_that_the_lesson_does_not_name(
    notebook: NotebookNode,
) -> None:
    places = np.linspace(4.5, 40.0, 3551)
    speeds = (1.0 / (places / 4.0 - 1.0)) ** 2
    near = places[np.abs(speeds - 1.0) <= 0.02]
    assert near.min() > 7.9
    assert near.max() < 8.1
    text = "\n".join(each.source for each in notebook.cells if each.id in ("q-design", "design-after"))
    assert not re.search(r"\b8(\.0)?\b", text)


@pytest.fixture(scope="module")
def links(folder: Path) -> Question:
    return load(Folder.read(folder, hidden=False)).find("chain-links")


@pytest.mark.parametrize(
    ("name", "wrong", "told"),
    [
        ("outer", -2.25, "taken at r and not at x"),
        ("turn_slope", -45.0, "taken at r and not at x"),
        ("turn_slope", 20.0 - 1.0 / 9, "The links were added"),
        ("turn_slope", 20.0, "how fast the candle moves"),
        ("turn_slope", -1.0 / 9, "each centimetre of the candle"),
        ("outer", -1.0 / 3, "without its square"),
    ],
)
def test_a_slip_with_the_chain_is_called_by_its_name(
    links: Question, name: str, wrong: float, told: str
) -> None:
    right = {"inner": 20.0, "outer": -1.0 / 9, "turn_slope": -20.0 / 9}
    found = judge(links, LocalAnswers({**right, name: wrong}))
    (failed,) = [criterion for criterion in found.criteria if not criterion.passed]
    assert failed.diagnosis is not None
    assert failed.diagnosis.best is not None
    assert told in failed.diagnosis.best.title
