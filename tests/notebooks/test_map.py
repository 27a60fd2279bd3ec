"""The map of the lessons and the glossary, which students find beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from graders import overview

ENTRY = re.compile(r"^\*\*(?P<word>[^*]+)\.\*\* .+ \(\[lesson (?P<number>\d\d)\]\(<(?P<link>[^>]+)>\)\)$")
PLURAL_OR_FORM = 5
"""Letters at the end of a word that may differ in the lesson: watch, watched; weight, weights."""


def markdown(notebook: Path) -> str:
    cells = nbformat.read(notebook, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def entries(root: Path) -> Iterator[re.Match[str]]:
    for line in markdown(root / "notebooks" / "students" / "glossary.ipynb").split("\n"):
        if line.startswith("**"):
            match = ENTRY.match(line)
            assert match is not None, line
            yield match


def test_words_stand_once_and_in_their_order(root: Path) -> None:
    words = [entry["word"].lower() for entry in entries(root)]
    assert len(words) >= 60
    assert words == sorted(set(words))


def test_every_word_is_used_in_the_section_that_its_link_leads_to(root: Path) -> None:
    for entry in entries(root):
        file, _, anchor = entry["link"].partition("#")
        lesson = root / "notebooks" / "source" / file
        assert lesson.parent.name.startswith(entry["number"]), entry["word"]
        text = markdown(lesson)
        headings = {
            match[1].strip(): match.start() for match in re.finditer(r"^#+ (.+)$", text, re.MULTILINE)
        }
        here = {heading.replace(" ", "-"): place for heading, place in headings.items()}
        assert not anchor or anchor in here, f"{entry['word']}: {anchor}"
        stem = entry["word"].lower().split(" ")[0][:PLURAL_OR_FORM]
        assert stem in text[here.get(anchor, 0) :].lower(), f"{entry['word']} is not in {entry['link']}"


def test_lessons_need_only_earlier_ones_that_are_there(root: Path) -> None:
    shown = overview(root / "notebooks" / "source").lessons
    names = [lesson.name for lesson in shown]
    assert [lesson.problem for lesson in shown] == [""] * len(shown)
    for place, lesson in enumerate(shown):
        assert set(lesson.needs) <= set(names[:place]), lesson.name
        assert lesson.needs or place == 0, lesson.name


@pytest.fixture
def handed_out(root: Path, released_folder: Path, tmp_path: Path) -> Path:
    """The map beside one lesson."""
    (tmp_path / released_folder.name).symlink_to(released_folder)
    index = tmp_path / "index.ipynb"
    index.write_bytes((root / "notebooks" / "students" / "index.ipynb").read_bytes())
    return index


def test_the_map_runs_without_a_word_of_warning(handed_out: Path, environment: dict[str, str]) -> None:
    notebook = nbformat.read(handed_out, as_version=4)
    client = NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(handed_out.parent)}})
    client.execute(env=environment)
    (output,) = next(cell for cell in notebook.cells if cell.cell_type == "code").outputs
    assert "03-gradients/03-gradients.ipynb" in output.data["text/html"]
    assert "<svg" in output.data["text/html"]
