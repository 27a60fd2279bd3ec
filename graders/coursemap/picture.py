"""The map as a drawing: a box for each lesson, an arrow from what it needs."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence

from autodiff_lite.drawing.colours import FILLS, GREY, INK, LINE, OUTLINES
from autodiff_lite.drawing.render import RendererMissing, render
from graders.checking.panel import amount
from graders.coursemap.reading import Seen

WIDTH = 18
"""Characters in a line of a box."""


def state(lesson: Seen) -> str:
    """How far a lesson is, in words."""
    if lesson.problem:
        return "cannot be read"
    if not lesson.questions:
        return "no questions"
    if lesson.done:
        return f"all {amount(lesson.points)} points seen"
    if lesson.begun:
        return f"{amount(lesson.seen)} of {amount(lesson.points)} points"
    return "not begun"


def arrows(lessons: Sequence[Seen]) -> list[tuple[str, str]]:
    """From a lesson to each that needs it, without those that follow from others: a map has to be read."""
    there = {lesson.name: [need for need in lesson.needs if need != lesson.name] for lesson in lessons}

    def leads(start: str, seen: frozenset[str] = frozenset()) -> set[str]:
        before = [need for need in there.get(start, []) if need in there and need not in seen]
        return set(before).union(*(leads(need, seen | {start}) for need in before))

    drawn = []
    for name, needs in there.items():
        direct = [need for need in dict.fromkeys(needs) if need in there]
        drawn += [
            (need, name)
            for need in direct
            if not any(need in leads(other) for other in direct if other != need)
        ]
    return drawn


def draw(lessons: Sequence[Seen], about: str, told: Callable[[Seen], str] = state) -> str:
    """The map as SVG; empty where nothing is installed that can draw. A box says what `told` gives."""
    try:
        drawn = render(dot(lessons, told))
    except RendererMissing:
        return ""
    start = re.sub(r"<svg width=\"([\d.]+)pt\" height=\"([\d.]+)pt\"", _opened(about), drawn, count=1)
    return start[start.index("<svg") :]


def _opened(about: str) -> str:
    size = r'width="\1" height="\2" style="max-width:100%;height:auto;background:#fff;border-radius:8px"'
    return rf'<svg {size} role="img" aria-label="{about}"'


def dot(lessons: Sequence[Seen], told: Callable[[Seen], str] = state) -> str:
    """The map in Graphviz's language."""
    lines = [
        "digraph lessons {",
        "rankdir=LR; nodesep=0.25; ranksep=0.35; bgcolor=white; pad=0.15;",
        f'node [shape=box, fontname="Arial", fontsize=12, fontcolor="{INK}", margin="0.2,0.1"];',
        f'edge [color="{GREY}", arrowsize=0.7];',
    ]
    for lesson in lessons:
        kind = "target" if lesson.done else "variable" if lesson.begun else "constant"
        style = "filled,rounded" if lesson.begun else "filled,rounded,dashed"
        words = [*textwrap.wrap(_named(lesson), WIDTH), ("✓ " if lesson.done else "") + told(lesson)]
        outline = LINE if kind == "constant" else OUTLINES[kind]
        lines.append(
            f"{_quoted(lesson.name)} [label={_quoted(chr(10).join(words))}, style={_quoted(style)}, "
            f'fillcolor="{FILLS[kind]}", color="{outline}", penwidth={2 if lesson.done else 1}];'
        )
    lines += [f"{_quoted(start)} -> {_quoted(end)};" for start, end in arrows(lessons)]
    return "\n".join([*lines, "}"])


def _named(lesson: Seen) -> str:
    number = re.match(r"\d+", lesson.name)
    return f"{number[0]} {lesson.title}" if number else lesson.title


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
