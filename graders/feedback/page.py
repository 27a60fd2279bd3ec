"""A graded notebook as a page: an overview, and the notebook with a card in place of each graded cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from graders.checking.panel import amount, count
from graders.course.results import lateness
from graders.feedback import cards, rubric
from graders.feedback.cards import NOTHING, Card
from graders.feedback.scores import Mark, Standing
from graders.feedback.texts import FULL, Load, Texts

CARD_CHARACTERS = 1_500_000
NOTEBOOK_CHARACTERS = 3_000_000
EACH = 200
"""What a cell costs of a page's room beside its text."""
HIDDEN_TEST = "Not all of the tests that run when work is graded have passed."
QUOTES = "(An output that quotes a hidden test is not shown.)"
SECRET = 10
"""So many letters, digits and signs of comparison has a line that is looked for."""
TESTED = "All tests have passed."

Visible = Callable[[NotebookNode], "tuple[str, bool]"]
"""Gives a cell's text without what only graders see, and whether there was something to be left out."""


@dataclass(frozen=True)
class Block:
    """A cell of the notebook, or the card of a graded one."""

    anchor: str
    kind: str
    html: Markup = NOTHING
    outputs: tuple[Markup, ...] = ()
    comment: Markup = NOTHING
    card: Card | None = None


@dataclass(frozen=True)
class Page:
    """All that the template needs."""

    title: str
    student: str
    score: str
    sentences: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def cards(self) -> list[Card]:
        return [block.card for block in self.blocks if block.card is not None]


@dataclass
class Builder:
    """Goes through a notebook once. `hidden` shows what hidden checks found, too."""

    standing: Standing
    visible: Visible
    load: Load
    hidden: bool = False
    title: str = ""
    section: tuple[str, str] | None = None
    heading: str = ""
    seen: set[str] = field(default_factory=set)

    def page(self, notebook: NotebookNode, lesson: str) -> Page:
        """The page of this notebook."""
        self.own = Texts(self.load, NOTEBOOK_CHARACTERS)
        self.said = Texts(self.load, CARD_CHARACTERS)
        self.secrets = frozenset(self._secrets(notebook))
        blocks = tuple(self._blocks(notebook))
        title = self.title or lesson
        return Page(
            title,
            self.standing.name or self.standing.student,
            f"{amount(self.standing.total)} of {count(self.standing.possible)}",
            tuple(sentences(self.standing)),
            blocks,
        )

    def _secrets(self, notebook: NotebookNode) -> Iterator[str]:
        """The lines that only graders see. A student's program may have found and printed them."""
        for cell in notebook.cells:
            marks = cell.metadata.get("nbgrader")
            if isinstance(marks, dict) and not marks.get("solution"):
                shown = self.visible(cell)[0].splitlines()
                lines = map(_bare, set(cell.source.splitlines()) - set(shown))
                yield from (line for line in lines if len(line) >= SECRET)

    def _output(self, output: NotebookNode) -> Markup:
        text = _bare(str(output)) if self.secrets else ""
        if any(secret in text for secret in self.secrets):
            return Markup("<p>{}</p>").format(QUOTES)
        return self.own.output(output)

    def _blocks(self, notebook: NotebookNode) -> Iterator[Block]:
        full = False
        for number, cell in enumerate(notebook.cells, start=1):
            anchor = f"cell-{number}"
            if cell.cell_type == "markdown":
                self._note_headings(cell.source, anchor)
            marks = cell.metadata.get("nbgrader")
            marks = marks if isinstance(marks, dict) else {}
            name = str(marks.get("grade_id", ""))
            mark = self.standing.marks.get(name)
            if mark is not None and name not in self.seen and (marks.get("grade") or marks.get("task")):
                self.seen.add(name)
                if (card := self._card(cell, marks, mark, anchor)) is not None:
                    yield Block(anchor, "card", card=card)
                continue
            if self.own.room <= EACH:
                if not full:
                    full = True
                    yield Block(anchor, "text", Markup(f"<p>{FULL}</p>"))
                continue
            self.own.room -= EACH
            yield self._cell(cell, anchor, self.standing.comments.get(name, "") if marks else "")

    def _note_headings(self, source: str, anchor: str) -> None:
        for level, text in cards.headings(source):
            if level == 1:
                self.title = self.title or text
                continue
            if level == 2:
                self.section = anchor, text
            self.heading = text

    def _cell(self, cell: NotebookNode, anchor: str, comment: str) -> Block:
        marks = cell.metadata.get("nbgrader")
        locked = isinstance(marks, dict) and marks.get("locked") and not marks.get("solution")
        source = self.visible(cell)[0] if locked else cell.source
        said = self.said.markdown(comment) if comment else Markup()
        if cell.cell_type == "markdown":
            return Block(anchor, "text", self.own.markdown(source, cell.get("attachments")), comment=said)
        if cell.cell_type != "code":
            return Block(anchor, "text", self.own.plain(source))
        answer = isinstance(marks, dict) and marks.get("solution")
        outputs = []
        for output in cell.get("outputs", []):
            if self.own.room <= EACH:
                break
            self.own.room -= EACH
            outputs.append(self._output(output))
        return Block(anchor, "answer" if answer else "code", self.own.code(source), tuple(outputs), said)

    def _card(self, cell: NotebookNode, marks: Mapping[str, Any], mark: Mark, anchor: str) -> Card | None:
        verdict = cards.verdict_of(cell)
        written = bool(marks.get("solution") or marks.get("task"))
        source, had_hidden = (cell.source, False) if marks.get("solution") else self.visible(cell)
        if not mark.possible and (had_hidden or not written):
            return None  # a marking guide, or a test that gives nothing
        title = str((verdict or {}).get("title") or self.heading or marks.get("grade_id"))
        note, body = "", NOTHING
        lines: tuple[cards.Line, ...] = ()
        comment = self.standing.comments.get(str(marks.get("grade_id")), "")
        if written:
            body = self._written(cell, source)
            score = None if mark.points is None else mark.points - mark.extra
            given, comment = rubric.read(comment, score)
            lines = tuple(cards.given_line(each) for each in given)
        elif verdict is not None:
            lines = cards.lines_of(verdict, mark, self.said, self.hidden)
            if mark.by_hand and not cards.agrees(verdict, mark):
                note = cards.BESIDE if lines else cards.BY_HAND
        else:
            body = self._tests(cell, source, had_hidden, mark)
            note = cards.BY_HAND if mark.by_hand else ""
        again = self.section
        return Card(
            anchor,
            title,
            cards.points_of(mark),
            cards.state_of(mark),
            note,
            lines,
            body,
            self.said.markdown(comment) if comment else Markup(),
            again,
        )

    def _written(self, cell: NotebookNode, source: str) -> Markup:
        if cell.cell_type == "markdown":
            return self.said.markdown(source, cell.get("attachments"))
        parts = [self.said.code(source), *map(self.said.output, cell.get("outputs", []))]
        return Markup("").join(parts)

    def _tests(self, cell: NotebookNode, source: str, had_hidden: bool, mark: Mark) -> Markup:
        """A test cell of nbgrader's own kind. What went wrong could quote a hidden test: it is left out."""
        shown = self.said.code(source)
        if not had_hidden:
            return Markup("").join([shown, *map(self.said.output, cell.get("outputs", []))])
        passed = mark.auto is not None and mark.auto >= mark.possible
        return shown + Markup("<p>{}</p>").format(TESTED if passed else HIDDEN_TEST)


def sentences(standing: Standing) -> Iterator[str]:
    """What is to be said of a score: what still waits, lateness, and what that cost."""
    if standing.waiting:
        one = standing.waiting == 1
        yield (
            f"{count(standing.waiting)} more {'waits' if one else 'wait'} for a person, who reads your words."
        )
    if standing.late > 0:
        yield f"Handed in {lateness(standing.late)}."
    if standing.penalty:
        yield f"{count(standing.penalty)} {'is' if standing.penalty == 1 else 'are'} taken off for lateness."


def _bare(text: str) -> str:
    return re.sub(r"\\[nrt]|[^\w=<>]", "", text)
