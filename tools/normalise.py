"""Bring notebooks to normal form: what a person wrote, and nothing that a program left behind.

    python tools/normalise.py [--check] NOTEBOOK...

No outputs, no execution counts, no editor's metadata, a stable id for each cell, and one way to write the
file, so that a diff shows what changed and nothing else.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import nbformat

# What belongs to the lesson: nbgrader's marks, and tags.
CELL_METADATA = ("nbgrader", "tags")
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def normal_form(text: str) -> str:
    """The normal form of a notebook's text. Raises ValueError when the text is not a valid notebook.

    >>> import nbformat
    >>> cell = nbformat.v4.new_code_cell("1 + 1", execution_count=3, id="sum")
    >>> notebook = nbformat.v4.new_notebook(cells=[cell])
    >>> json.loads(normal_form(nbformat.writes(notebook)))["cells"][0]["execution_count"] is None
    True
    """
    try:
        notebook = json.loads(text)
        nbformat.validate(notebook)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error}") from None
    except nbformat.ValidationError as error:
        raise ValueError(f"not a valid notebook: {str(error).splitlines()[0]}") from None
    seen: set[str] = set()
    cells = [_cell(cell, position, seen) for position, cell in enumerate(notebook["cells"])]
    normal = {"cells": cells, "metadata": NOTEBOOK_METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(normal, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _cell(cell: dict[str, Any], position: int, seen: set[str]) -> dict[str, Any]:
    source = cell["source"]
    source = source if isinstance(source, str) else "".join(source)
    # An id of the author's own stays; a missing one is made from the cell, the same each time.
    identity = cell.get("id")
    if not identity or identity in seen:
        identity = hashlib.sha256(f"{position} {source}".encode()).hexdigest()[:12]
    seen.add(identity)
    normal = {
        "cell_type": cell["cell_type"],
        "id": identity,
        "metadata": {name: cell["metadata"][name] for name in CELL_METADATA if name in cell["metadata"]},
        "source": source.splitlines(keepends=True),
    }
    if cell["cell_type"] == "code":
        normal |= {"execution_count": None, "outputs": []}
    if cell.get("attachments"):
        normal["attachments"] = cell["attachments"]
    return normal


def main(arguments: list[str]) -> int:
    """Rewrite the notebooks named, or with `--check` name those that are not in normal form."""
    check = "--check" in arguments
    status = 0
    for file in (Path(name) for name in arguments if name != "--check"):
        text = file.read_text(encoding="utf-8")
        try:
            normal = normal_form(text)
        except ValueError as error:
            print(f"{file}: {error}", file=sys.stderr)
            status = 1
            continue
        if normal == text:
            continue
        if check:
            print(f"{file} is not in normal form; run: python tools/normalise.py {file}", file=sys.stderr)
            status = 1
        else:
            file.write_text(normal, encoding="utf-8", newline="\n")
            print(f"{file}: brought to normal form")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
