"""The confusion table of the diagnosis over the corpus: which mistake was named, and which was offered.

python tests/corpus/confusion.py [development|held_out] [--items]
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

import autodiff_lite as ad
from graders.diagnosis.diagnose import diagnose

sys.path.insert(0, str(Path(__file__).parent))
from slips import slips

CORPUS = Path(__file__).parent / "diagnosis"
PARTS = ("development", "held_out")


def repeat(step: Callable[[Any], Any], times: int, state: Any) -> Any:
    """A table worked out line by line: each line from the one before."""
    for _ in range(times):
        state = step(state)
    return state


CALCULATOR: dict[str, Any] = {"math": math, "np": np, "repeat": repeat}
"""What the formulas of the corpus may use."""


@dataclass
class Table:
    """Counts over one part of the corpus."""

    wrong: int = 0
    diagnosed: int = 0
    named: int = 0
    called_right: int = 0
    right: int = 0
    called_wrong: int = 0
    seconds: list[float] = field(default_factory=list)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)


def items(part: str) -> list[dict[str, Any]]:
    """All items of a part of the corpus."""
    return [
        item
        for path in sorted((CORPUS / part).glob("*.json"))
        for item in json.loads(path.read_text("utf-8"))
    ]


def diagnosed(item: dict[str, Any], answer: Any = None) -> Any:
    """The diagnosis of one item, or of another answer to its question."""
    names = {"ad": ad, "np": np, "math": math, "Fraction": Fraction}
    if answer is None:
        answer = eval(item["answer_python"], names) if "answer_python" in item else item["answer"]
    asked = {key: item[key] for key in ("order", "jacobian", "descent", "whole", "mixed") if key in item}
    return diagnose(eval(item["function"], names), at=item["at"], answer=answer, wrt=item["wrt"], **asked)


def right_of(item: dict[str, Any]) -> Any:
    """The right answer, as the item's formula has it."""
    names = {
        name: np.array(value) if isinstance(value, list) else value for name, value in item["at"].items()
    }
    return np.asarray(eval(item["right_formula"], CALCULATOR | names), dtype=np.float64)


def table(part: str) -> Table:
    """Run a part of the corpus."""
    counts = Table()
    for item in items(part):
        start = time.perf_counter()
        found = diagnosed(item)
        counts.seconds.append(time.perf_counter() - start)
        if "answer_python" in item:
            counts.right += 1
            if not found.right:
                counts.called_wrong += 1
                counts.lines.append(f"CALLED WRONG {item['id']} {item['answer_python']} {found}")
            continue
        counts.wrong += 1
        if found.right:
            counts.called_right += 1
            counts.lines.append(f"CALLED RIGHT {item['id']}")
        ids = [name for explanation in found.explanations[:2] for name in explanation.ids]
        accepted = {item["mistake"], *item.get("also", [])}
        if not ids:
            counts.missed[item["mistake"]] += 1
            counts.lines.append(f"missed   {item['id']} {item['mistake']} | {item['working_formula']}")
        elif accepted & set(ids):
            counts.diagnosed += 1
            counts.named += 1
        else:
            counts.diagnosed += 1
            counts.confused[item["mistake"], ids[0]] += 1
            offered = [explanation.ids for explanation in found.explanations]
            counts.lines.append(f"confused {item['id']} {sorted(accepted)} -> {offered}")
    return counts


def explained_slips() -> dict[str, tuple[int, int]]:
    """Of the slips of each kind how many get an explanation, and how many there are."""
    counts = {"whole": [0, 0], "rounded": [0, 0]}
    for item, kind, answer in slips([item for part in PARTS for item in items(part)], right_of):
        found = diagnosed(item, answer)
        if not found.right:
            counts[kind][0] += bool(found.explanations)
            counts[kind][1] += 1
    return {kind: (some, all_) for kind, (some, all_) in counts.items()}


def report(part: str, each: bool = False) -> str:
    """The table of one part as text."""
    counts = table(part)
    share = counts.diagnosed / max(counts.wrong, 1)
    true = counts.named / max(counts.diagnosed, 1)
    spent = sorted(counts.seconds)
    lines = [
        f"{part}: {counts.wrong} wrong answers, {counts.right} right answers",
        f"  diagnosed {counts.diagnosed} ({share:.1%})",
        f"  of these the right mistake {counts.named} ({true:.1%})",
        f"  wrong answers called right: {counts.called_right}",
        f"  right answers called wrong: {counts.called_wrong}",
        f"  seconds each: median {spent[len(spent) // 2]:.4f}, longest {spent[-1]:.4f}",
    ]
    if counts.confused:
        lines.append("  made -> offered first, where they differ:")
        lines += [f"    {made} -> {offered}: {n}" for (made, offered), n in counts.confused.most_common()]
    if counts.missed:
        lines.append(
            "  not diagnosed: " + ", ".join(f"{name} {n}" for name, n in counts.missed.most_common())
        )
    return "\n".join(lines + (counts.lines if each else []))


if __name__ == "__main__":
    chosen = [part for part in PARTS if part in sys.argv[1:]] or PARTS
    for part in chosen:
        print(report(part, "--items" in sys.argv))
    for kind, (some, all_) in explained_slips().items():
        print(f"arbitrary slips, {kind}: {some} of {all_} explained ({some / max(all_, 1):.1%})")
