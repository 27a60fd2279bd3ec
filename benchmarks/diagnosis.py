"""What a diagnosis costs: CPU time of a number, a function and a network, and a network's memory.

The answers are wrong in a way that no mistake explains, so that everything is tried, pairs of mistakes
included. The time is that of this process alone; the first diagnosis, which imports, is left out. Memory is
what a process of its own holds at most during a diagnosis, beyond what it held before.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from typing import Any

RUNS = 9
PROGRAM = """
import json, resource, sys, time
import numpy as np
import autodiff_lite as ad
from graders import diagnose

rng = np.random.default_rng(0)
X, Y = rng.normal(size=(50, 2)), rng.integers(0, 2, (50, 1)).astype(float)
AT = {"W1": rng.normal(size=(2, 16)), "b1": rng.normal(size=16)}
AT |= {"W2": rng.normal(size=(16, 1)), "b2": np.zeros(1)}
SMALL = {"W1": rng.normal(size=(4, 5)), "b1": rng.normal(size=5), "W2": rng.normal(size=(5, 3))}
ROWS, LABELS = rng.normal(size=(8, 4)), np.eye(3)[rng.integers(0, 3, 8)]

def cubic(x):
    return 3.0 * x**3 + 5.0 * x**2 - 3.0 * x + 10.0

def chain(x):
    return ad.exp(-ad.square(x) / 2.0) * ad.sin(3.0 * x + 1.0) / (ad.square(x) + 1.0)

def network(W1, b1, W2, b2):
    logits = ad.matmul(ad.tanh(ad.matmul(ad.constant(X), W1) + b1), W2) + b2
    return ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(ad.constant(Y), logits))

def small(W1, b1, W2):
    logits = ad.matmul(ad.tanh(ad.matmul(ad.constant(ROWS), W1) + b1), W2)
    return ad.reduce_mean(ad.nn.softmax_cross_entropy_with_logits(ad.constant(LABELS), logits))

def layer(x, W, b):
    return ad.reduce_sum(ad.square(ad.sigmoid(ad.matmul(x, W) + b)))

def noise(shape):
    return rng.normal(size=shape)

def noises(at):
    return [noise(value.shape) for value in at.values()]

LAYER = {"x": X, "W": AT["W1"], "b": AT["b1"]}
TRIED = {
    "a number (cubic)": lambda: diagnose(cubic, {"x": -2.0}, 13.377123),
    "a number (chain)": lambda: diagnose(chain, {"x": 0.7}, 0.7716123),
    "a function (cubic)": lambda: diagnose(cubic, {"x": -2.0}, lambda x: 8.1 * x * x),
    "a function (chain)": lambda: diagnose(chain, {"x": 0.7}, lambda x: 0.31 * x),
    "a network 2-16-1, 50 rows": lambda: diagnose(network, AT, noises(AT), list(AT)),
    "a network 4-5-3, 8 rows": lambda: diagnose(small, SMALL, noises(SMALL), list(SMALL)),
    "its weights, right": lambda: diagnose(network, AT, RIGHT, "W1"),
    "a layer's inputs": lambda: diagnose(layer, LAYER, noise(X.shape), "x"),
    "a layer's weights": lambda: diagnose(layer, LAYER, noise((2, 16)), "W"),
    "a layer's biases": lambda: diagnose(layer, LAYER, noise(16), "b"),
}
with ad.GradientTape() as tape:
    W1 = ad.Variable(AT["W1"])
    result = network(W1, *(ad.constant(AT[n]) for n in ("b1", "W2", "b2")))
RIGHT = tape.gradient(result, W1).numpy()
diagnose(lambda x: x * x, {"x": 1.0}, 7.123)  # imports
run = TRIED[sys.argv[1]]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
taken = []
for _ in range(int(sys.argv[2])):
    start = time.process_time()
    run()
    taken.append(time.process_time() - start)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"taken": taken, "mebibytes": (after - before) / 1024}))
"""
LIMITS = {"a number": 15, "a function": 50}
"""Milliseconds that each kind may take; all others 300."""

KINDS = (
    "a number (cubic)",
    "a number (chain)",
    "a function (cubic)",
    "a function (chain)",
    "a network 2-16-1, 50 rows",
    "a network 4-5-3, 8 rows",
    "its weights, right",
    "a layer's inputs",
    "a layer's weights",
    "a layer's biases",
)


def measured(kind: str) -> dict[str, Any]:
    """The CPU seconds of some diagnoses of one kind, and the memory they took, in a process of their own."""
    command = [sys.executable, "-c", PROGRAM, kind, str(RUNS)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


def main() -> None:
    """Print a row for each kind: median and most CPU time, the limit, and the memory beyond the start."""
    print("what                        median     most    limit    memory")
    for kind in KINDS:
        found = measured(kind)
        limit = next((ms for name, ms in LIMITS.items() if kind.startswith(name)), 300)
        median, most = 1000 * statistics.median(found["taken"]), 1000 * max(found["taken"])
        print(f"{kind:26} {median:5.1f} ms {most:5.1f} ms {limit:5} ms {found['mebibytes']:5.1f} MiB")


if __name__ == "__main__":
    main()
