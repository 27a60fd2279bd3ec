"""From the bytes that a student handed in to a notebook, with remarks on what a person should look at.

A function of the bytes and the released cells alone: no database, no kernel, no files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from graders.course.reading import read
from graders.course.recover import name_of, recover, same
from graders.course.released import Page, ReleasedCell
from graders.course.submissions import Remark

NO_PAGE = Page()


@dataclass(frozen=True)
class Examined:
    """A notebook fit to be graded, or None, and the remarks."""

    notebook: NotebookNode | None
    remarks: tuple[Remark, ...]


def examine(
    data: bytes,
    cells: Sequence[ReleasedCell],
    lesson: str,
    others: Mapping[str, str],
    page: Page = NO_PAGE,
) -> Examined:
    """Read a submission and hold it against the released cells.

    `others` maps nbgrader's names of cells in other lessons to the lesson they belong to; `page` is what the
    lesson's own notebook tells of its cells.
    """
    try:
        file = read(data)
    except ValueError as problem:
        return Examined(None, (Remark("not a notebook", f"not a notebook: {problem}"),))
    notebook = file.notebook
    names = Counter(name for cell in notebook.cells if (name := name_of(cell)))
    found = recover(notebook, cells, page)
    if not _is_of(notebook, cells, names, others):
        return Examined(None, (Remark("another notebook", _another(notebook, names, lesson, others)),))
    remarks = [Remark("repaired", f"the file was repaired: {guess}") for guess in file.guessed]
    remarks += found
    handed_in = {name: cell for cell in notebook.cells if (name := name_of(cell))}
    left = Counter(name for cell in notebook.cells if (name := name_of(cell)))
    for cell in cells:
        theirs = handed_in.get(cell.name)
        if theirs is None:
            remarks += _missing(cell)
        else:
            remarks += _changed(cell, theirs, left[cell.name])
    remarks += _moved(cells, [name_of(cell) for cell in notebook.cells])
    if _blank(cells, handed_in):
        remarks.append(Remark("blank", "nothing was changed: every answer cell is as it was released"))
    return Examined(notebook, tuple(remarks))


def _is_of(
    notebook: NotebookNode, cells: Sequence[ReleasedCell], names: Counter[str], others: Mapping[str, str]
) -> bool:
    """Whether a notebook is one of this lesson, and not more of another that uses some of its names."""
    known = {cell.name for cell in cells}
    if known & names.keys():
        elsewhere = Counter(others[name] for name in names if name in others and name not in known)
        most = max(elsewhere.values(), default=0)
        return most <= len(known & names.keys())
    tests = {cell.name: cell.source for cell in cells if cell.test}
    found = ((cell.source, tests.get(name_of(cell) or "")) for cell in notebook.cells)
    return any(released is not None and same(text, released) for text, released in found)


def _another(notebook: NotebookNode, names: Counter[str], lesson: str, others: Mapping[str, str]) -> str:
    lessons = Counter(others[name] for name in names if name in others)
    if lessons:
        return f"a notebook of another lesson: {lessons.most_common(1)[0][0]}, not {lesson}"
    lines = (line.strip("# ").strip() for cell in notebook.cells for line in cell.source.splitlines())
    begins = next((f"; it begins with {line[:60]!r}" for line in lines if line), "")
    return f"a notebook, but not of {lesson}: none of its cells is there{begins}"


def _missing(cell: ReleasedCell) -> list[Remark]:
    if cell.points is not None:
        return [Remark("deleted cell", f"the {cell.what} was deleted; it was put back and graded")]
    if cell.solution:
        return [Remark("deleted cell", f"the {cell.what} was deleted")]
    if cell.locked:
        return [Remark("deleted cell", f"the {cell.what} was deleted; it was put back")]
    return []


def _changed(cell: ReleasedCell, theirs: NotebookNode, times: int) -> list[Remark]:
    remarks = []
    if times > 1 and not cell.solution:
        remarks.append(
            Remark("duplicate cell", f"the {cell.what} is there {times} times; the last one counts")
        )
    if theirs.cell_type != cell.kind:
        text = f"the {cell.what} was turned into a {theirs.cell_type} cell; it was turned back"
        remarks.append(Remark("changed cell", text))
    if cell.locked and not same(theirs.source, cell.source):
        text = f"the {cell.what} was edited; it was graded as it was released"
        remarks.append(Remark("edited cell", text))
    return remarks


def _moved(cells: Sequence[ReleasedCell], order: Sequence[str | None]) -> list[Remark]:
    """A remark for each test cell that runs before a cell that it follows in the lesson."""
    places = {name: place for place, name in enumerate(order) if name}
    remarks = []
    for number, cell in enumerate(cells):
        if not cell.test or cell.name not in places:
            continue
        for before in cells[:number]:
            if before.kind == "code" and places.get(before.name, -1) > places[cell.name]:
                text = f"the {cell.what} was moved above the {before.what}, and was graded where it stands"
                remarks.append(Remark("moved cell", text))
                break
    return remarks


def _blank(cells: Sequence[ReleasedCell], handed_in: Mapping[str, NotebookNode]) -> bool:
    answers = [cell for cell in cells if cell.solution]
    return bool(answers) and all(
        cell.name in handed_in and same(handed_in[cell.name].source, cell.source) for cell in answers
    )
