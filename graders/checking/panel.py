"""A verdict as a panel: HTML for notebooks, plain text everywhere else.

The HTML carries its own styles, works on JupyterLab's light and dark themes through their CSS variables, and
says in words and signs what its colours say.
"""

from __future__ import annotations

import re
import textwrap
from html import escape

from graders.checking.verdict import CANNOT_CHECK, Verdict
from graders.diagnosis.show import as_html as diagnosis_html
from graders.diagnosis.show import lines as diagnosis_lines
from graders.questions.criterion import Criterion

PASS, FAIL, WAIT = "✓", "✗", "·"
TEXT_WIDTH = 80
SAME = "The same went wrong as above."

# Fallbacks after the commas serve pages without a JupyterLab theme: VS Code, nbviewer, nbgrader's feedback.
_INK = "color:var(--jp-content-font-color1,var(--vscode-editor-foreground,CanvasText))"
_BOX = (
    f"{_INK};background:var(--jp-layout-color1,var(--vscode-editor-background,Canvas));"
    "border:1px solid var(--jp-border-color1,#888);border-radius:4px;padding:0.6em 0.9em;"
    "margin:0.3em 0;max-width:46em;line-height:1.45;"
    "font-family:var(--jp-content-font-family,system-ui,sans-serif);font-size:var(--jp-content-font-size1,14px)"
)


def _legible(colour: str) -> str:
    """A theme's colour drawn towards the theme's ink: darker on light pages, brighter on dark ones."""
    return f"color-mix(in srgb,{colour} 72%,var(--jp-content-font-color1,CanvasText))"


_GOOD = _legible("var(--jp-success-color1,#1b8a43)")
_BAD = _legible("var(--jp-error-color1,#d32f2f)")
_OPEN = _legible("var(--jp-warn-color1,#c77700)")
_NEUTRAL = _legible("var(--jp-border-color1,#888)")


def amount(points: float) -> str:
    """Points as people write them.

    >>> amount(2.0), amount(0.5), amount(1 / 3)
    ('2', '0.5', '0.333')
    """
    return f"{points:.3f}".rstrip("0").rstrip(".")


def count(points: float) -> str:
    return f"{amount(points)} point{'' if points == 1 else 's'}"


def headline(verdict: Verdict) -> str:
    """The state of the answer in a few words."""
    if verdict.faults:
        return "Not all of this could be checked"
    if verdict.passed:
        right = "Right" if verdict.graded or not verdict.later else "Right so far"
        return f"{right}, with a note" if verdict.notes else right
    if verdict.only_waits:
        return "Not answered yet"
    if verdict.halted and not verdict.criteria:
        return "It does not run yet"
    return "Partly right" if verdict.earned > 0 else "Not right yet"


def score_line(verdict: Verdict) -> str:
    return f"{amount(verdict.earned)} of {count(verdict.possible)}"


def later_line(verdict: Verdict) -> str:
    """What is said about hidden checks: that they are there and what they are worth, never what they ask."""
    if not verdict.later:
        return ""
    points = "point is" if verdict.later == 1 else "points are"
    return f"{amount(verdict.later)} more {points} checked when your work is graded."


def as_text(verdict: Verdict, level: int = 1) -> str:
    """The panel as plain text, for a terminal or a screen that shows no HTML, with hints up to a level."""
    lines = [f"{verdict.question.title}: {headline(verdict)} ({score_line(verdict)})"]
    told: list[list[str]] = []
    for criterion in verdict.criteria:
        sign = PASS if criterion.passed else FAIL
        words = criterion.praise if criterion.passed else criterion.feedback
        lines.append(_item(sign, criterion.name + (f": {words}" if words else "")))
        if criterion.diagnosis is not None and not criterion.passed:
            found = diagnosis_lines(criterion.diagnosis, verdict.question.id, level)
            lines += [_item("", "  " + line) for line in ([SAME] if found in told else found)]
            told.append(found)
    lines += [_item(WAIT if problem in verdict.waiting else FAIL, problem) for problem in verdict.problems]
    if verdict.faults:
        lines.append(_item("!", CANNOT_CHECK))
    lines += [_item("!", note) for note in verdict.notes]
    if later_line(verdict):
        lines.append(_item("", later_line(verdict)))
    return "\n".join(lines)


def _item(sign: str, words: str) -> str:
    # nbgrader's Validate cuts longer lines off. What is indented stays so in its further lines.
    inner = " " * (len(words) - len(words.lstrip()))
    return textwrap.fill(
        words.lstrip(),
        TEXT_WIDTH,
        initial_indent=(f"  {sign} " if sign else "  ") + inner,
        subsequent_indent="    " + inner,
    )


def as_html(verdict: Verdict, level: int = 1, drawn: bool = False) -> str:
    """The panel as HTML: one element without scripts or outside resources.

    Hints are shown up to a level; with `drawn` the graph of the question stands beside a diagnosis.
    """
    colour = _GOOD if verdict.passed else _OPEN if verdict.earned or verdict.faults else _BAD
    colour = _NEUTRAL if verdict.only_waits else colour
    told: list[list[str]] = []
    rows = [_criterion(criterion, verdict.question.id, level, drawn, told) for criterion in verdict.criteria]
    rows += [_problem(verdict, problem) for problem in verdict.problems]
    if verdict.faults:
        rows.append(_row("!", "Note", _OPEN, escape(CANNOT_CHECK)))
    rows += [_row("!", "Note", _OPEN, _words(note)) for note in verdict.notes]
    later = later_line(verdict)
    footer = f'<div style="margin-top:0.4em;opacity:0.85">{escape(later)}</div>' if later else ""
    title = escape(verdict.question.title)
    return (
        f'<div class="graders-panel" role="region" aria-label="Check of: {title}" '
        f'style="{_BOX};border-left:5px solid {colour}">'
        f'<div role="status"><strong>{title}</strong> &#8212; '
        f"<strong>{escape(headline(verdict))}</strong> "
        f"<span>({escape(score_line(verdict))})</span></div>"
        f'<ul style="list-style:none;margin:0.4em 0 0 0;padding:0">{"".join(rows)}</ul>{footer}</div>'
    )


def notice_html(title: str, lines: list[str]) -> str:
    """A panel without a verdict, for what has no question: an unknown id, a fault of ours."""
    body = "".join(f"<div>{_words(line)}</div>" for line in lines)
    return (
        f'<div class="graders-panel" role="region" aria-label="{escape(title)}" '
        f'style="{_BOX};border-left:5px solid {_OPEN}">'
        f'<div role="status"><strong>{escape(title)}</strong></div>'
        f"{body}</div>"
    )


def _problem(verdict: Verdict, problem: str) -> str:
    if problem in verdict.waiting:
        return _row(WAIT, "Not yet", _NEUTRAL, _words(problem))
    return _row(FAIL, "Problem", _BAD, _words(problem))


def _criterion(criterion: Criterion, question: str, level: int, drawn: bool, told: list[list[str]]) -> str:
    """A row of the panel. `told` are the diagnoses of the rows above: the same one is not told twice."""
    words = criterion.praise if criterion.passed else criterion.feedback
    text = f"<strong>{_words(criterion.name)}</strong>" + (f": {_words(words)}" if words else "")
    if criterion.passed:
        return _row(PASS, "Passed", _GOOD, text)
    if criterion.diagnosis is not None:
        found = diagnosis_lines(criterion.diagnosis, question, level)
        again = found in told
        text += f"<div>{SAME}</div>" if again else diagnosis_html(criterion.diagnosis, question, level, drawn)
        told.append(found)
    return _row(FAIL, "Failed", _BAD, text)


def _row(sign: str, spoken: str, colour: str, body: str) -> str:
    return (
        '<li style="display:flex;gap:0.5em;margin:0.15em 0">'
        f'<span role="img" aria-label="{spoken}" style="color:{colour};font-weight:bold">{sign}</span>'
        f'<div style="min-width:0">{body}</div></li>'
    )


def _words(text: str) -> str:
    """Escaped text in which `code` between backticks is set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)).replace("\n", "<br>")
