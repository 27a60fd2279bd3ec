"""From the bytes that a student handed in to a notebook, with remarks on what a person should look at.

A function of the bytes and the released cells alone: no database, no kernel, no files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from graders.course.released import ReleasedCell
from graders.course.restore import name_of
from graders.course.submissions import Remark

SIGNATURES = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip archive (or an office document)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"{\\rtf": "a text document",
}

MOST_PARTS = 500_000
MOST_VALUES = 5_000_000
MOST_CELLS = 5_000
MOST_CODE = 300_000
"""Far more than any lesson holds. Reading a notebook costs the grader memory, and checks parse its code."""


@dataclass(frozen=True)
class Examined:
    """A notebook fit to be graded, or None, and the remarks."""

    notebook: NotebookNode | None
    remarks: tuple[Remark, ...]


def examine(data: bytes, cells: Sequence[ReleasedCell], lesson: str, others: Mapping[str, str]) -> Examined:
    """Read a submission and hold it against the released cells.

    `others` maps nbgrader's names of cells in other lessons to the lesson they belong to.
    """
    try:
        notebook = read_notebook(data)
    except ValueError as problem:
        return Examined(None, (Remark("not a notebook", f"not a notebook: {problem}"),))
    names = Counter(name for cell in notebook.cells if (name := name_of(cell)))
    known = {cell.name for cell in cells}
    if not known & names.keys():
        return Examined(None, (Remark("another notebook", _another(notebook, names, lesson, others)),))
    remarks: list[Remark] = []
    handed_in = {name: cell for cell in notebook.cells if (name := name_of(cell))}
    for cell in cells:
        theirs = handed_in.get(cell.name)
        if theirs is None:
            remarks += _missing(cell)
        else:
            remarks += _changed(cell, theirs, names[cell.name])
    if _blank(cells, handed_in):
        remarks.append(Remark("blank", "nothing was changed: every answer cell is as it was released"))
    return Examined(notebook, tuple(remarks))


def read_notebook(data: bytes) -> NotebookNode:
    """Parse a notebook. Raises ValueError with a phrase that says what was found in its place."""
    if not data.strip():
        raise ValueError("the file is empty")
    for signature, what in SIGNATURES.items():
        if data.startswith(signature):
            raise ValueError(f"it is {what}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is not text (UTF-8)") from None
    if text.lstrip().startswith("<"):
        raise ValueError("it is a web page; perhaps the exported HTML was handed in")
    # Counted before it is parsed: as objects, ten bytes of JSON can take thousands.
    if text.count("{") + text.count("[") > MOST_PARTS or text.count(",") > MOST_VALUES:
        raise ValueError(f"its JSON has more than {MOST_PARTS:,} parts or {MOST_VALUES:,} values")
    try:
        content = json.loads(text)
        broken = _has_broken_letters(text, content)
    except json.JSONDecodeError as problem:
        found = "the file breaks off or is damaged" if text.lstrip().startswith("{") else "it is not JSON"
        raise ValueError(f"{found} (line {problem.lineno})") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if broken:
        raise ValueError("it holds halves of letters (surrogates), which cannot be written to a file")
    if not isinstance(content, dict) or not isinstance(content.get("cells", content.get("worksheets")), list):
        raise ValueError("it is JSON without cells")
    notebook = _as_notebook(text)
    _bounded(notebook)
    return notebook


def _as_notebook(text: str) -> NotebookNode:
    """The notebook that JSON spells. Raises ValueError where it breaks the notebook format."""
    broken: dict[str, Exception] = {}
    try:
        notebook: NotebookNode = nbformat.reads(  # type: ignore[no-untyped-call]  # nbformat is partly typed
            text, as_version=4, capture_validation_error=broken
        )
    except Exception as problem:  # nbformat raises many kinds for broken content, all meaning the same
        broken["Exception"] = problem
    for fault in broken.values():
        first = (str(fault).strip() or type(fault).__name__).splitlines()[0]
        raise ValueError(f"its content breaks the notebook format ({first[:120]})") from None
    return notebook


def _bounded(notebook: NotebookNode) -> None:
    """Raise ValueError for too many cells, or too much code in them."""
    if len(notebook.cells) > MOST_CELLS:
        raise ValueError(f"it has {len(notebook.cells):,} cells; more than {MOST_CELLS:,} are not graded")
    length = sum(len(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    if length > MOST_CODE:
        raise ValueError(f"it has {length:,} characters of code; more than {MOST_CODE:,} are not graded")


def _has_broken_letters(text: str, content: object) -> bool:
    r"""Whether JSON's escapes spell halves of letters, such as "\ud800", which no file can hold."""
    if "\\u" not in text:
        return False
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


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
    return []


def _changed(cell: ReleasedCell, theirs: NotebookNode, times: int) -> list[Remark]:
    remarks = []
    if times > 1:
        remarks.append(
            Remark("duplicate cell", f"the {cell.what} is there {times} times; the last one counts")
        )
    if theirs.cell_type != cell.kind:
        text = f"the {cell.what} was turned into a {theirs.cell_type} cell; it was turned back"
        remarks.append(Remark("changed cell", text))
    if cell.locked and theirs.source.strip() != cell.source.strip():
        text = f"the {cell.what} was edited; it was graded as it was released"
        remarks.append(Remark("edited cell", text))
    return remarks


def _blank(cells: Sequence[ReleasedCell], handed_in: Mapping[str, NotebookNode]) -> bool:
    answers = [cell for cell in cells if cell.solution]
    return bool(answers) and all(
        cell.name in handed_in and handed_in[cell.name].source.strip() == cell.source.strip()
        for cell in answers
    )
