"""Finding a lesson's cells in a notebook that was handed in, though marks are gone or answers were split.

A function of the notebook and of what was released: no database, no kernel, no files. What is found is put
right in the notebook itself, so that whoever grades it, `graders` or nbgrader, sees each answer in its cell.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from graders.course.released import Page, ReleasedCell, comparable
from graders.course.submissions import Remark

SCHEMA = 3


def recover(notebook: NotebookNode, known: Sequence[ReleasedCell], page: Page) -> list[Remark]:
    """Put each known cell's marks and text where a grader looks for them; gives a remark for each that moved.

    `known` are the cells as released, in the lesson's order.
    """
    marked = _restore_marks(notebook, known, page)
    cells = [cell for cell in known if cell.solution]
    several = [remark for cell in cells for remark in _one_of_several(notebook, cell)]
    split = [remark for cell in cells for remark in _join_halves(notebook, cell, page)]
    written = [remark for cell in cells if cell.manual for remark in _find_text(notebook, cell, known, page)]
    for cell in cells:
        for place in places_of(notebook, cell.name):
            if same(notebook.cells[place].source, cell.source):
                notebook.cells[place].source = cell.source  # or blanks at a line's end would be an answer
    return [*marked, *several, *split, *written]


def name_of(cell: NotebookNode) -> str | None:
    """nbgrader's name of a cell, or None for a cell of no interest to it."""
    metadata = cell.metadata.get("nbgrader")
    name = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else None


def places_of(notebook: NotebookNode, name: str) -> list[int]:
    """Where the cells with nbgrader's name are."""
    return [place for place, cell in enumerate(notebook.cells) if name_of(cell) == name]


def same(text: str, other: str) -> bool:
    """Whether two texts are the same to a person, whatever an editor did to the ends of their lines."""
    return comparable(text) == comparable(other)


def marks_of(cell: ReleasedCell) -> dict[str, Any]:
    """nbgrader's marks of a released cell."""
    marks = {
        "grade": cell.points is not None and not cell.task,
        "grade_id": cell.name,
        "locked": cell.locked,
        "schema_version": SCHEMA,
        "solution": cell.solution,
        "task": cell.task,
    }
    return marks if cell.points is None else {**marks, "points": cell.points}


def _restore_marks(notebook: NotebookNode, known: Sequence[ReleasedCell], page: Page) -> list[Remark]:
    """Cells without marks that are the lesson's all the same: by their id, or by a text that nobody edits."""
    by_name = {cell.name: cell for cell in known}
    here = {name for cell in notebook.cells if (name := name_of(cell)) in by_name}
    unmarked = [cell for cell in notebook.cells if not name_of(cell)]
    found = []
    for cell in unmarked:
        name = page.names.get(cell.get("id", ""))
        if name in by_name and name not in here:
            here.add(name)
            found.append(_mark(cell, by_name[name]))
    texts = [(cell.kind, comparable(cell.source)) for cell in known]
    for released, text in zip(known, texts, strict=True):
        if not released.locked or released.name in here or not text[1] or texts.count(text) > 1:
            continue
        for cell in unmarked:
            if not name_of(cell) and (cell.cell_type, comparable(cell.source)) == text:
                found.append(_mark(cell, released))
                break
    if not found:
        return []
    shown = ", ".join(repr(name) for name in found[:3]) + (" and more" if len(found) > 3 else "")
    cells = "a cell" if len(found) == 1 else f"{len(found)} cells"
    return [Remark("lost marks", f"{cells} had lost nbgrader's marks and got them back: {shown}")]


def _mark(cell: NotebookNode, released: ReleasedCell) -> str:
    cell.metadata["nbgrader"] = marks_of(released)  # a node makes a node of it
    return released.name


def _one_of_several(notebook: NotebookNode, cell: ReleasedCell) -> list[Remark]:
    """An answer cell that is there more than once, as it is after splitting or copying it."""
    places = places_of(notebook, cell.name)
    written = [place for place in places if not same(notebook.cells[place].source, cell.source)]
    if len(places) < 2 or not written:
        return []
    times = f"the {cell.what} is there {len(places)} times"
    blank = [place for place in places if place not in written]
    parts = [notebook.cells[place].source for place in written]
    if len(written) == 1:
        _keep(notebook, written[0], parts[0], without=blank)
        return [Remark("duplicate cell", f"{times}; the one that was filled in counts")]
    if cell.manual:
        texts = list({comparable(part): part for part in parts}.values())
        _keep(notebook, written[-1], "\n\n".join(texts), without=[*blank, *written[:-1]])
        return [Remark("duplicate cell", f"{times}; what stands in them was put together")]
    if _next_to_each_other(notebook, places) and _are_parts(parts):
        _keep(notebook, written[0], "\n".join(parts), without=[*blank, *written[1:]])
        return [Remark("split cell", f"the {cell.what} is in {len(parts)} parts; they were put together")]
    _keep(notebook, written[-1], parts[-1], without=blank)
    return [Remark("duplicate cell", f"{times}; the last one counts")]


def _keep(notebook: NotebookNode, place: int, source: str, without: Sequence[int]) -> None:
    notebook.cells[place].source = source
    notebook.cells[:] = [cell for at, cell in enumerate(notebook.cells) if at not in without]


def _next_to_each_other(notebook: NotebookNode, places: Sequence[int]) -> bool:
    between = set(range(places[0], places[-1])) - set(places)
    return all(not notebook.cells[place].source.strip() for place in between)


def _are_parts(parts: Sequence[str]) -> bool:
    """Whether texts are one program in parts, and not several attempts at it: no two set the same name."""
    trees = [_parsed(part) for part in parts]
    if _parsed("\n".join(parts)) is None:
        return False
    if any(tree is None or _goes_on(part) for tree, part in zip(trees, parts, strict=True)):
        return True
    names = [set(_set_on_top(tree)) for tree in trees if tree is not None]
    return sum(map(len, names)) == len(set().union(*names))


def _goes_on(part: str) -> bool:
    """Whether a text begins inside of a block that another text began."""
    return next((line for line in part.splitlines() if line.strip()), "")[:1] in (" ", "\t")


def _set_on_top(tree: ast.Module) -> Iterator[str]:
    """The names that a program sets for itself, functions and classes included."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif not isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            waiting += ast.iter_child_nodes(node)


def _parsed(text: str) -> ast.Module | None:
    """A text as IPython reads it; None for what is no program."""
    transform = TransformerManager().transform_cell  # type: ignore[no-untyped-call]  # IPython is partly typed
    try:
        return ast.parse(transform(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _join_halves(notebook: NotebookNode, cell: ReleasedCell, page: Page) -> list[Remark]:
    """An answer cell that is no program by itself, and is one with the unmarked cells right below it."""
    places = places_of(notebook, cell.name)
    if cell.kind != "code" or cell.manual or len(places) != 1:
        return []
    place = places[0]
    text = notebook.cells[place].source
    below: list[int] = []
    for at in range(place + 1, len(notebook.cells)):
        following = notebook.cells[at]
        if not _is_own(following, page) or following.cell_type != "code":
            break
        if not (_parsed(text) is None or _goes_on(following.source)):
            break
        text = f"{text}\n{following.source}"
        below.append(at)
        if _parsed(text) is not None and not _continues(notebook, at + 1, page):
            _keep(notebook, place, text, without=below)
            words = f"the {cell.what} was split; it and what stood below it were put together"
            return [Remark("split cell", words)]
    return []


def _continues(notebook: NotebookNode, place: int, page: Page) -> bool:
    if place >= len(notebook.cells):
        return False
    cell = notebook.cells[place]
    return cell.cell_type == "code" and _is_own(cell, page) and _goes_on(cell.source)


def _is_own(cell: NotebookNode, page: Page) -> bool:
    """Whether a cell is the student's own: none of the lesson's, and not empty."""
    text = comparable(cell.source)
    return name_of(cell) is None and bool(text) and text not in page.prose


def _find_text(
    notebook: NotebookNode, cell: ReleasedCell, known: Sequence[ReleasedCell], page: Page
) -> list[Remark]:
    """A written answer whose own cell is gone or as it was released, while its text stands nearby."""
    places = places_of(notebook, cell.name)
    if any(not same(notebook.cells[place].source, cell.source) for place in places):
        return []
    near = [
        place
        for place in _section(notebook, cell, known)
        if _is_own(notebook.cells[place], page)
        and not same(notebook.cells[place].source, cell.source)
        and _is_text(notebook.cells[place])
    ]
    if not near:
        return []
    text = "\n\n".join(notebook.cells[place].source for place in near)
    numbers = ", ".join(str(place + 1) for place in near)
    if places:
        notebook.cells[places[-1]].source = text
    else:
        notebook.cells[near[0]].source = text
        _mark(notebook.cells[near[0]], cell)
    where = f"cell {numbers}" if len(near) == 1 else f"cells {numbers}"
    what = "is empty" if places else "is gone"
    return [Remark("found answer", f"the {cell.what} {what}; the text in {where} was taken as the answer")]


def _section(notebook: NotebookNode, cell: ReleasedCell, known: Sequence[ReleasedCell]) -> range:
    """The places between the lesson's cells before and after a cell; all of them where those were moved."""
    order = [each.name for each in known]
    at = order.index(cell.name)
    before = [place for name in order[:at] for place in places_of(notebook, name)]
    after = [place for name in order[at + 1 :] for place in places_of(notebook, name)]
    first, last = max(before, default=-1) + 1, min(after, default=len(notebook.cells))
    return range(first, last) if first <= last else range(len(notebook.cells))


def _is_text(cell: NotebookNode) -> bool:
    """Whether a cell holds words: a text cell, or a code cell of comments or of what is no program."""
    if cell.cell_type != "code":
        return True
    tree = _parsed(cell.source)
    if tree is None:
        return not cell.source.lstrip().startswith(("%", "!"))
    return all(isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) for line in tree.body)
