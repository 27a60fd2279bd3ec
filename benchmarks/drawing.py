"""How long drawing a graph of 5,000 operations takes, from the tape to the finished SVG.

The first drawing of a process also loads the renderer, and the first on a machine compiles it. Each run below
is a process of its own that draws twice.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from typing import Any

RUNS = 5
PROGRAM = """
import json, sys, time
import numpy as np
import autodiff_lite as ad

def loop():
    x = ad.Variable(0.5, name="x")
    with ad.GradientTape(persistent=True) as tape:
        y = x
        for _ in range(2500):
            y = ad.sin(y) * 1.01
    return tape, y

def unordered():
    random = np.random.default_rng(0)
    variables = [ad.Variable(i / 30, name=f"x{i}") for i in range(30)]
    with ad.GradientTape(persistent=True) as tape:
        made = [variable.value() for variable in variables]
        for kind in random.integers(0, 3, 4999).tolist():
            a, b = random.integers(0, len(made), 2)
            made.append((ad.sin, ad.tanh)[kind](made[a]) if kind < 2 else made[a] * made[b])
        y = ad.add_n(made)
    return tape, y

tape, y = {"loop": loop, "unordered": unordered}[sys.argv[1]]()
taken = []
for _ in range(2):
    start = time.perf_counter()
    drawing = ad.draw(tape, y)
    drawing.svg
    taken.append(time.perf_counter() - start)
sizes = {"operations": len(drawing.graph.operations), "boxes": len(drawing.picture.boxes)}
print(json.dumps(sizes | {"taken": taken}))
"""


def _run(kind: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, kind], capture_output=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def main() -> None:
    """Print a row for each kind of graph: seconds for the first and for the second drawing of a process."""
    print("graph      operations  boxes  first drawing (median, most)  second (median, most)")
    for kind in ("loop", "unordered"):
        results = [
            json.loads(
                subprocess.run([sys.executable, "-c", PROGRAM, kind], capture_output=True, check=True).stdout
            )
            for _ in range(RUNS)
        ]
        first, second = zip(*(result["taken"] for result in results), strict=True)
        print(
            f"{kind:10} {results[0]['operations']:10,}  {results[0]['boxes']:5}  "
            f"{statistics.median(first):12.2f} s  {max(first):9.2f} s  "
            f"{statistics.median(second):9.2f} s  {max(second):6.2f} s"
        )


if __name__ == "__main__":
    main()
