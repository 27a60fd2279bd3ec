"""Putting right what breaks the notebook format where no grade depends on it, as Jupyter does on opening.

Other programs write notebooks too, and most of them leave something out or put something in. What is put
right without a choice is not worth a word; where something had to be guessed, a sentence says so.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

Json = dict[str, Any]

NEWEST_MINOR = 5
WITH_IDS = 5
"""The minor version of format 4 in which each cell has an id."""
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
KINDS = ("code", "markdown", "raw")
KEYS = {
    "code": {"id", "cell_type", "metadata", "source", "outputs", "execution_count"},
    "markdown": {"id", "cell_type", "metadata", "source", "attachments"},
    "raw": {"id", "cell_type", "metadata", "source", "attachments"},
}


def repaired(content: Json) -> tuple[Json, list[str]]:
    """A notebook of format 4 in the form that the format asks for, and what was guessed on the way.

    Cells keep their order, kind, text, ids and metadata. Outputs are kept where they are whole.

    >>> broken = {"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x = ", "1"], "transient": {}}]}
    >>> notebook, guessed = repaired(broken)
    >>> notebook["cells"][0]["source"], notebook["cells"][0]["outputs"], guessed
    ('x = 1', [], [])
    """
    guessed: list[str] = []
    given = content.get("cells")
    cells = [
        cell
        for number, each in enumerate(given if isinstance(given, list) else [], start=1)
        if (cell := _cell(each, number, guessed)) is not None
    ]
    minor = content.get("nbformat_minor")
    minor = min(minor, NEWEST_MINOR) if type(minor) is int and minor >= 0 else NEWEST_MINOR
    if any("id" in cell for cell in cells):
        minor = max(minor, WITH_IDS)
    _give_ids(cells, minor)
    made = {
        "cells": cells,
        "metadata": _notebook_metadata(content.get("metadata")),
        "nbformat": 4,
        "nbformat_minor": minor,
    }
    return made, guessed


def stripped(notebook: Json) -> Json:
    """The same without outputs and without metadata that no grade depends on, for what is still broken."""
    kept = ("nbgrader", "deletable", "editable")
    for cell in notebook["cells"]:
        cell["metadata"] = {key: value for key, value in cell["metadata"].items() if key in kept}
        cell.pop("attachments", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = []
    spec = notebook["metadata"].get("kernelspec")
    notebook["metadata"] = {} if spec is None else {"kernelspec": spec}
    return notebook


def _cell(given: Any, number: int, guessed: list[str]) -> Json | None:
    if not isinstance(given, dict):
        guessed.append(f"cell {number} was no cell, and was left out")
        return None
    kind = _kind(given, number, guessed)
    cell = {key: value for key, value in given.items() if key in KEYS[kind]}
    cell |= {"cell_type": kind, "source": _source(given, number, guessed)}
    cell["metadata"] = _metadata(given.get("metadata"))
    if not (isinstance(cell.get("id"), str) and ID.fullmatch(cell["id"])):
        cell.pop("id", None)
    if not isinstance(cell.get("attachments", {}), dict):
        del cell["attachments"]
    if kind == "code":
        count = cell.get("execution_count")
        cell["execution_count"] = count if type(count) is int and count >= 0 else None
        outputs = cell.get("outputs")
        cell["outputs"] = [_output(each) for each in outputs or [] if _is_output(each)] if outputs else []
    return cell


def _kind(given: Json, number: int, guessed: list[str]) -> str:
    kind = given.get("cell_type")
    if kind in KINDS:
        return str(kind)
    code = "outputs" in given or "execution_count" in given or kind in ("python", "cell")
    chosen = "code" if code else "markdown"
    shown = "no kind" if kind is None else f"the kind {str(kind)[:30]!r}"
    guessed.append(f"cell {number} had {shown}, and was taken as a {chosen} cell")
    return chosen


def _source(given: Json, number: int, guessed: list[str]) -> str:
    source = given.get("source", given.get("input", ""))  # "input" in the formats before 4
    if isinstance(source, str):
        return source
    if isinstance(source, list):
        lines = [line for line in source if isinstance(line, str)]
        if len(lines) == len(source):
            return "".join(lines)
        guessed.append(f"cell {number} held lines that are no text, which were left out")
        return "".join(lines)
    if source is not None:
        guessed.append(f"cell {number} held no text, and was taken as empty")
    return ""


def _metadata(given: Any) -> Json:
    """A cell's metadata, less what is of another kind than the format says."""
    if not isinstance(given, dict):
        return {}
    tags = given.get("tags")
    whole = {
        "tags": isinstance(tags, list) and all(isinstance(tag, str) and "," not in tag for tag in tags),
        "name": isinstance(given.get("name"), str) and bool(given.get("name")),
        "format": isinstance(given.get("format"), str),
        "jupyter": isinstance(given.get("jupyter"), dict),
        "collapsed": type(given.get("collapsed")) is bool,
        "scrolled": given.get("scrolled") in (True, False, "auto"),
        "execution": _all_text(given.get("execution")),
        "nbgrader": isinstance(given.get("nbgrader"), dict),
    }
    kept = {key: value for key, value in given.items() if whole.get(key, True)}
    if "tags" in kept:
        kept["tags"] = list(dict.fromkeys(kept["tags"]))
    return kept


def _all_text(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _notebook_metadata(given: Any) -> Json:
    metadata = dict(given) if isinstance(given, dict) else {}
    spec = metadata.get("kernelspec")
    name = spec.get("name") if isinstance(spec, dict) else None
    if isinstance(spec, dict) and isinstance(name, str):
        shown = spec.get("display_name")
        metadata["kernelspec"] = {**spec, "display_name": shown if isinstance(shown, str) else name}
    else:
        metadata.pop("kernelspec", None)
    info = metadata.get("language_info")
    if not (isinstance(info, dict) and isinstance(info.get("name"), str)):
        metadata.pop("language_info", None)
    if not (type(metadata.get("orig_nbformat")) is int and metadata["orig_nbformat"] >= 1):
        metadata.pop("orig_nbformat", None)
    return metadata


OUTPUTS = {
    "stream": {"output_type", "name", "text"},
    "display_data": {"output_type", "data", "metadata"},
    "execute_result": {"output_type", "data", "metadata", "execution_count"},
    "error": {"output_type", "ename", "evalue", "traceback"},
}


def _is_output(given: Any) -> bool:
    return isinstance(given, dict) and given.get("output_type") in OUTPUTS


def _output(given: Json) -> Json:
    kind = given["output_type"]
    output = {key: value for key, value in given.items() if key in OUTPUTS[kind]}
    if kind == "stream":
        output["name"] = output.get("name") if isinstance(output.get("name"), str) else "stdout"
        output.setdefault("text", "")
    elif kind == "error":
        for key in ("ename", "evalue"):
            output[key] = str(output.get(key) or "")
        lines = output.get("traceback")
        output["traceback"] = [str(line) for line in lines] if isinstance(lines, list) else []
    else:
        for key in ("data", "metadata"):
            output[key] = output[key] if isinstance(output.get(key), dict) else {}
        if kind == "execute_result":
            count = output.get("execution_count")
            output["execution_count"] = count if type(count) is int and count >= 0 else None
    return output


def _give_ids(cells: list[Json], minor: int) -> None:
    """An id for each cell and for no two the same, where the format has them."""
    if minor < WITH_IDS:
        return
    taken: set[str] = set()
    for cell in cells:
        if cell.get("id") in (None, *taken):
            cell["id"] = uuid.uuid4().hex[:8]
        taken.add(cell["id"])
