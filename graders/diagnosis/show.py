"""A diagnosis in words and as HTML: what was understood, what went wrong, where, and one hint at a time."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from graders.diagnosis.evidence import LIKELY
from graders.diagnosis.result import Diagnosis, Explanation, Place
from graders.steps.formula import formula

if TYPE_CHECKING:
    from graders.steps.record import Recorded

LEVELS = 3
SURE = "More than one thing would lead to exactly this answer:"
UNSURE = "One of these may have gone wrong:"
SHORT = 14
"""So long may a formula be to stand in the graph as a number's name."""


def level_of(hint: object) -> int:
    """A hint level from 1 to 3 out of whatever was given: the nearest one, 1 for what is no number.

    >>> level_of(None), level_of(2), level_of(9), level_of("two")
    (1, 2, 3, 1)
    """
    if isinstance(hint, bool) or not isinstance(hint, int):
        return 1
    return min(max(hint, 1), LEVELS)


def lines(diagnosis: Diagnosis, question: str, level: int) -> list[str]:
    """The diagnosis as lines of text; code stands between backticks."""
    if not diagnosis.explanations:
        said = [part for part in (diagnosis.remark, diagnosis.first_check) if part]
        said += [f"  Hint {n + 2}: {text}" for n, text in enumerate(diagnosis.further[: level - 1])]
        return said + ([_more(question, level)] if diagnosis.further and level < LEVELS else [])
    found = list(diagnosis.understood)
    several = len(diagnosis.explanations) > 1
    if several:
        sure = sum(explanation.certainty for explanation in diagnosis.explanations) >= LIKELY
        found.append(SURE if sure else UNSURE)
    for explanation in diagnosis.explanations:
        found.append(f"{_lead(explanation, several)}{explanation.title}{_where(explanation)}.")
        found += [f"  Hint {n + 1}: {explanation.hints[n]}" for n in range(level)]
    if level < LEVELS:
        found.append(_more(question, level))
    return found


def _more(question: str, level: int) -> str:
    return f'A further hint: `check("{question}", hint={level + 1})`'


def _lead(explanation: Explanation, several: bool) -> str:
    if several:
        return "- "
    return "What went wrong: " if explanation.certainty >= LIKELY else "What may have gone wrong: "


def _where(explanation: Explanation) -> str:
    place = explanation.operation
    if place is None:
        return ""
    if place.name == "line":
        return f", in your line `{place.formula}`"
    more = " and wherever it comes again" if explanation.everywhere else ""
    return f", at `{place.formula}`{more}"


def as_html(diagnosis: Diagnosis, question: str, level: int, drawn: bool) -> str:
    """The diagnosis as one HTML element; with `drawn` the graph stands below it, folded away."""
    body = "".join(map(_line, lines(diagnosis, question, level)))
    picture = drawing(diagnosis) if drawn else ""
    return f'<div class="graders-diagnosis" style="{_STYLE}">{body}{picture}</div>'


def _mark(place: Place, recorded: Recorded) -> int | tuple[int, int]:
    """The edge into an operation where it is known, else the operation."""
    inputs = len(recorded.tape.entries[place.entry][1])
    return place.entry if place.input is None or place.input >= inputs else (place.entry, place.input)


def _names(recorded: Recorded) -> dict[str, Any]:
    """What the graph's numbers are called: the variables, short formulas, and `f` for the result."""
    names: dict[str, Any] = dict(recorded.sources)
    for number, node in enumerate(recorded.graph.nodes):
        if node.args and 0 <= node.entry < len(recorded.tape.entries):
            text = formula(recorded.graph, number, recorded.shapes)
            output = recorded.tape.entries[node.entry][2]
            if len(text) <= SHORT and output.shape == ():
                names.setdefault(text, output)
    return {**{name: of for name, of in names.items() if of is not recorded.target}, "f": recorded.target}


_STYLE = "margin:0.35em 0 0.2em 0;padding-left:0.7em;border-left:3px solid var(--jp-border-color1,#888)"
_UNNAMED = (
    '<div style="font-size:0.9em">A result that has no name of its own is called <code>v</code> with its '
    "number: v0 is the first, v1 the second.</div>"
)
_GROUND = "overflow-x:auto;background:#fff;color:#000;border-radius:6px;margin-top:0.3em"


def drawing(diagnosis: Diagnosis) -> str:
    """The recorded graph with the operation marked, folded away; empty where it cannot be drawn.

    Values and gradients are left out: they would hold the answer.
    """
    best, recorded = diagnosis.best, diagnosis.recorded
    if best is None or recorded is None or best.operation is None or best.operation.entry < 0:
        return ""
    try:
        import autodiff_lite as ad

        picture = ad.draw(
            recorded.tape,
            recorded.target,
            names=_names(recorded),
            values=False,
            gradients=False,
            highlight={_mark(best.operation, recorded): "look here"},
        )
        svg = picture.svg
    except Exception:  # no drawing packages here, or too much to draw: the words are enough
        return ""
    return (
        '<details style="margin-top:0.3em"><summary>Where in the graph</summary>'
        f'<div style="{_GROUND}">{svg}</div>{_UNNAMED if re.search(r">v[0-9]", svg) else ""}</details>'
    )


def _line(text: str) -> str:
    """A line as HTML: candidates as items with a bullet that hangs, hints set in below them."""
    if text.startswith("- "):
        body, style = text[2:], "display:list-item;list-style:disc outside;margin-left:1.3em"
    else:
        body, style = text, "padding-left:1.3em" if text.startswith("  ") else ""
    words = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(body.strip(), quote=False))
    return f'<div style="{style}">{words}</div>' if style else f"<div>{words}</div>"
