"""What a caller wants marked in a drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autodiff_lite.insight.graph import Graph

Mark = int | tuple[int, int]


def read_marks(highlight: Mapping[Mark, str] | Sequence[Mark] | None, graph: Graph) -> dict[Mark, str]:
    """Marks with their words (maybe empty). Raises `ValueError` for one that is not in the graph."""
    marks = dict(highlight) if isinstance(highlight, Mapping) else dict.fromkeys(highlight or (), "")
    known: set[Mark] = {node.number for node in graph.operations if node.number is not None}
    known |= {edge.key for edge in graph.edges}
    for mark in marks:
        if mark not in known:
            numbers = ", ".join(str(node.number) for node in graph.operations[:20])
            numbers += ", ..." if len(graph.operations) > 20 else ""
            raise ValueError(
                f"nothing to highlight at {mark!r}. Give an operation's number on the tape, or (number, "
                f"place of the input, from 0). Operations here: {numbers}."
            )
    return marks
