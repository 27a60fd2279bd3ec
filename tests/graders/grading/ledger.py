"""A gradebook as plain rows, without what differs between any two runs: ids and times."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from graders.checking.checks import VERDICT_TYPE

NAMES = {
    "assignment": "select id, name from assignment",
    "notebook": "select id, name from notebook",
    "base_cell": "select id, type || ' ' || name from base_cell",
    "submitted_assignment": "select id, 'work of ' || student_id from submitted_assignment",
    "submitted_notebook": "select n.id, 'notebook of ' || a.student_id from submitted_notebook n "
    "join submitted_assignment a on a.id = n.assignment_id",
}
WIDGET_TYPE = "application/vnd.jupyter.widget-view+json"
KEPT = ("student", "course")
"""Tables whose ids are names."""


def rows(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, with ids of other rows replaced by what they stand for, sorted."""
    with sqlite3.connect(database) as connection:
        names = {key: name for query in NAMES.values() for key, name in connection.execute(query)}
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type='table'")]
        return {table: sorted(_rows(connection, table, names), key=repr) for table in tables}


def _rows(connection: sqlite3.Connection, table: str, names: dict[str, str]) -> list[tuple[Any, ...]]:
    cursor = connection.execute(f"select * from {table}")
    columns = [column[0] for column in cursor.description]
    return [
        tuple(
            (column, names.get(value, value))
            for column, value in zip(columns, row, strict=True)
            if column != "id" or table in KEPT
        )
        for row in cursor
    ]


def comparable(notebook: Path) -> dict[str, Any]:
    """A graded notebook without times, and of a checked cell no more than its score."""
    content: dict[str, Any] = json.loads(notebook.read_text(encoding="utf-8"))
    content["metadata"].pop("widgets", None)  # kept under ids that are drawn anew in each kernel
    for cell in content["cells"]:
        cell.pop("id", None)  # a cell that was put back gets a new one
        if "execution" in cell["metadata"]:
            cell["metadata"]["execution"] = sorted(cell["metadata"]["execution"])
        cell["outputs"] = joined(cell.get("outputs", []))
        for output in cell["outputs"]:
            if VERDICT_TYPE in output.get("data", {}):
                output["data"] = {"text/plain": output["data"]["text/plain"]}
            output.get("data", {}).get(WIDGET_TYPE, {}).pop("model_id", None)  # drawn anew in each kernel
    return content


def joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outputs without the chance of how long a kernel waits before it sends what was printed."""
    result: list[dict[str, Any]] = []
    for output in outputs:
        if result and output.get("name") and output.get("name") == result[-1].get("name"):
            result[-1]["text"] = ["".join([*result[-1]["text"], *output["text"]])]
        else:
            result.append({**output, "text": ["".join(output["text"])]} if "name" in output else output)
    return result
