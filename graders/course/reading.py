"""From the bytes of a file to a notebook of the newest format: as forgiving as Jupyter, and bounded."""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.course.repair import repaired, stripped

SIGNATURES = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip archive (or an office document)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"Rar!": "a compressed file",
    b"{\\rtf": "a text document",
}
CONFLICT = ("<<<<<<< ", ">>>>>>> ")

MOST_PARTS = 500_000
MOST_VALUES = 5_000_000
MOST_CELLS = 5_000
MOST_CODE = 300_000
"""Far more than any lesson holds. Reading a notebook costs the grader memory, and checks parse its code."""


@dataclass(frozen=True)
class Read:
    """A notebook, its lines ended by \\n alone, and what was guessed to read it, a phrase each."""

    notebook: NotebookNode
    guessed: tuple[str, ...] = ()


def read_notebook(data: bytes) -> NotebookNode:
    """The notebook in a file. Raises ValueError with a phrase that says what was found in its place."""
    return read(data).notebook


def read(data: bytes) -> Read:
    """Read a notebook, repaired where that takes no choice, or with a word about it. Raises ValueError."""
    if not data.strip():
        raise ValueError("the file is empty")
    for signature, what in SIGNATURES.items():
        if data.startswith(signature):
            raise ValueError(f"it is {what}")
    text, guessed = _decoded(data)
    if text.lstrip().startswith("<"):
        if text.lstrip().startswith(CONFLICT):
            raise ValueError("it holds the marks of a merge that was not finished (<<<<<<<)")
        raise ValueError("it is a web page; perhaps the exported HTML was handed in")
    content = _parsed(text)
    notebook = _as_notebook(text, content, guessed)
    for cell in notebook.cells:
        if "\r" in cell.source:  # as an editor on Windows leaves it
            cell.source = cell.source.replace("\r\n", "\n").replace("\r", "\n")
    _bounded(notebook)
    return Read(notebook, tuple(guessed))


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """The file's text. What is not UTF-8, as notebooks are, is read only where it then begins like one."""
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    name = "utf-16" if wide else "cp1252"
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        text = ""
    if not text.lstrip().startswith("{"):
        raise ValueError("it is not text (UTF-8)")
    shown = "UTF-16" if wide else "Windows-1252"
    return text, [f"its letters are not UTF-8, and were read as {shown}"]


def _parsed(text: str) -> dict[str, Any]:
    # Counted before it is parsed: as objects, ten bytes of JSON can take thousands.
    if text.count("{") + text.count("[") > MOST_PARTS or text.count(",") > MOST_VALUES:
        raise ValueError(f"its JSON has more than {MOST_PARTS:,} parts or {MOST_VALUES:,} values")
    try:
        content = json.loads(text)
        broken = _has_broken_letters(text, content)
    except json.JSONDecodeError as problem:
        if any(mark in text for mark in CONFLICT):
            raise ValueError("it holds the marks of a merge that was not finished (<<<<<<<)") from None
        found = "the file breaks off or is damaged" if text.lstrip().startswith("{") else "it is not JSON"
        raise ValueError(f"{found} (line {problem.lineno})") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except ValueError as problem:  # a number of more digits than Python reads
        raise ValueError(f"its JSON cannot be read ({problem})"[:200]) from None
    if broken:
        raise ValueError("it holds halves of letters (surrogates), which cannot be written to a file")
    if not isinstance(content, dict) or not isinstance(content.get("cells", content.get("worksheets")), list):
        raise ValueError("it is JSON without cells")
    return content


def _has_broken_letters(text: str, content: object) -> bool:
    r"""Whether JSON's escapes spell halves of letters, such as "\ud800", which no file can hold."""
    if "\\u" not in text:
        return False
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _as_notebook(text: str, content: dict[str, Any], guessed: list[str]) -> NotebookNode:
    """The notebook that JSON spells, repaired if need be. Raises ValueError where that does not help."""
    fault: str | None = "the ids of its cells are not each another"
    if _has_whole_ids(content):  # or nbformat gives new ones, with a warning for each
        notebook, fault = _converted(text)
        if fault is None and notebook is not None:
            return notebook
    if content.get("nbformat", 4) != 4 or "cells" not in content:
        raise ValueError(f"its content breaks the notebook format ({fault})")
    if not any(isinstance(cell, dict) for cell in content["cells"]):
        raise ValueError(f"its content breaks the notebook format ({fault})")
    made, guesses = repaired(content)
    notebook, again = _converted(json.dumps(made))
    if again is not None:
        notebook, again = _converted(json.dumps(stripped(made)))
    if again is None and notebook is not None:
        guessed += guesses
        return notebook
    raise ValueError(f"its content breaks the notebook format ({fault})")


def _has_whole_ids(content: dict[str, Any]) -> bool:
    cells = content.get("cells")
    if content.get("nbformat") != 4 or not isinstance(cells, list):
        return True  # of a format that has none
    ids = [cell.get("id") for cell in cells if isinstance(cell, dict)]
    given = [key for key in ids if isinstance(key, str)]
    return not given if content.get("nbformat_minor") in range(5) else len(set(given)) == len(cells)


def _converted(text: str) -> tuple[NotebookNode | None, str | None]:
    """What nbformat makes of a text, and the first line of what it says against it."""
    broken: dict[str, Exception] = {}
    notebook: NotebookNode | None = None
    try:
        notebook = nbformat.reads(  # type: ignore[no-untyped-call]  # nbformat is partly typed
            text, as_version=4, capture_validation_error=broken
        )
    except Exception as problem:  # nbformat raises many kinds for broken content, all meaning the same
        broken["Exception"] = problem
    for fault in broken.values():
        return notebook, (str(fault).strip() or type(fault).__name__).splitlines()[0][:120]
    return notebook, None


def _bounded(notebook: NotebookNode) -> None:
    """Raise ValueError for too many cells, or too much code in them."""
    if len(notebook.cells) > MOST_CELLS:
        raise ValueError(f"it has {len(notebook.cells):,} cells; more than {MOST_CELLS:,} are not graded")
    length = sum(len(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    if length > MOST_CODE:
        raise ValueError(f"it has {length:,} characters of code; more than {MOST_CODE:,} are not graded")
