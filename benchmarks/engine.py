"""How fast the engine is: beside its peers, beside hand-written NumPy, and by itself as programs grow.

Run with `make bench ARGS=engine` (after `make peers`, to compare). Prints the tables of docs/performance.md,
and writes them there with ``--write``. Peers that are not installed are left out and named.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import platform
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
from _jax import for_jax
from _sidebyside import Ratio, Work, best_time, ratio
from _workloads import arrays, for_autograd, for_mygrad, for_numpy, for_tensorflow, for_torch, for_us

import autodiff_lite as ad

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
NAMES = {
    "cubic": "the cubic of lesson 3, one float32 entry",
    "chain": "500 times `y = sin(y) * 1.01`",
    "small": "one step of a 2-16-1 tanh network, 100 rows",
    "large": "one step of 784-256-10 relu, cross entropy, 256 rows",
    "hessian": "Hessian of the 50-dimensional Rosenbrock function",
}
WRITTEN = (
    "`ad.function` writes a NumPy program of a function, here of the whole workload. Its time by that "
    "without it, by NumPy by hand, by PyTorch (eager) and by JAX (compiled, warm); and the milliseconds of "
    "the first call, in which it is traced and written, or compiled."
)
PEERS: dict[str, Callable[..., dict[str, Work]]] = {
    "PyTorch": for_torch,
    "TensorFlow": for_tensorflow,
    "autograd": for_autograd,
    "MyGrad": for_mygrad,
    "NumPy by hand": for_numpy,
}


def compare(rounds: int) -> tuple[dict[str, dict[str, Ratio]], list[str]]:
    """For each peer that is installed, the ratio on each workload it has; and the names of the others."""
    ours = for_us(arrays())
    found: dict[str, dict[str, Ratio]] = {}
    missing = []
    for name, build in PEERS.items():
        try:
            theirs = build(arrays())
        except ImportError:
            missing.append(name)
            continue
        found[name] = {}
        for key, work in theirs.items():
            print(f"  {name}: {NAMES[key]} ...", end=" ", file=sys.stderr, flush=True)
            found[name][key] = ratio(ours[key], work, rounds)
            print(found[name][key], file=sys.stderr)
    return found, missing


def peers_table(found: dict[str, dict[str, Ratio]]) -> str:
    """Our time by the peer's, a row a workload: the median of rounds, and the quartiles."""
    names = list(found)
    rows = ["| value and gradient | " + " | ".join(names) + " |", "| --- |" + " --- |" * len(names)]
    for key, title in NAMES.items():
        cells = [str(found[name][key]) if key in found[name] else "" for name in names]
        rows.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def written_table(rounds: int) -> str:
    """With `ad.function`: by ourselves without it, by the others, and what the first call takes."""
    plain, written = for_us(arrays()), for_us(arrays(), ad.function)
    others = {}
    for name, build in (("NumPy by hand", for_numpy), ("PyTorch", for_torch), ("JAX with jit", for_jax)):
        with contextlib.suppress(ImportError):  # is told where the peers are compared
            others[name] = build(arrays())
    jax = others.get("JAX with jit", {})
    columns = [
        "with `ad.function`",
        "without it",
        *others,
        "ms to write it",
        *(["ms for jit"] if jax else []),
    ]
    rows = ["| " + " | ".join(columns) + " |", "| --- |" + " --- |" * (len(columns) - 1)]
    for key, title in NAMES.items():
        first = [
            f"{1e3 * seconds:.0f}" for seconds in map(_timed, [written[key], *([jax[key]] if jax else [])])
        ]
        cells = [str(ratio(written[key], plain[key], rounds))]
        cells += [
            str(ratio(written[key], work[key], rounds)) if key in work else "" for work in others.values()
        ]
        rows.append("| " + " | ".join([title, *cells, *first]) + " |")
    return "\n".join(rows)


def _timed(work: Work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def growth_table() -> str:
    """Chains of 10^4, 10^5 and 10^6 operations: time, and the most memory held."""
    rows = ["| operations | microseconds each | bytes each |", "| --- | --- | --- |"]
    start = ad.Variable(0.5)

    def run(count: int) -> None:
        with ad.GradientTape() as tape:
            y = start
            for _ in range(count // 2):
                y = ad.sin(y) * 1.01
        tape.gradient(y, start)

    for count in (10_000, 100_000, 1_000_000):
        seconds = best_time(lambda count=count: run(count), rounds=3)  # type: ignore[misc]
        gc.collect()
        tracemalloc.start()
        run(count)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        rows.append(f"| {count:,} | {seconds / count * 1e6:.2f} | {most / count:.0f} |")
    return "\n".join(rows)


def backward_table() -> str:
    """The cost of value and gradient, by that of the forward pass alone, on arrays."""
    random = np.random.default_rng(3)
    a = ad.Variable(random.normal(size=(400, 400)).astype(np.float32))
    b = ad.Variable(random.normal(size=(400, 400)).astype(np.float32))
    formulas: dict[str, Callable[[], ad.Tensor]] = {
        "matmul of 400 x 400": lambda: ad.reduce_sum(a @ b),
        "tanh(a) * b + a, 400 x 400": lambda: ad.reduce_sum(ad.tanh(a) * b + a),
        "softmax of 400 x 400, squared": lambda: ad.reduce_sum(ad.square(ad.nn.softmax(a))),
        "mean of (a - row mean)², 400 x 400": lambda: ad.math.reduce_variance(a),
        "where(a > 0, exp(a), a / 2), 400 x 400": lambda: ad.reduce_sum(ad.where(a > 0, ad.exp(a), a / 2.0)),
    }
    rows = ["| formula | value and gradient, by value alone |", "| --- | --- |"]
    for title, formula in formulas.items():

        def both(formula: Callable[[], ad.Tensor] = formula) -> object:
            with ad.GradientTape() as tape:
                value = formula()
            return tape.gradient(value, [a, b])

        rows.append(f"| {title} | {ratio(both, formula, rounds=9)} |")
    return "\n".join(rows)


def import_line() -> str:
    """What importing the package costs over importing NumPy, in a fresh interpreter."""
    code = (
        "import time, numpy; start = time.perf_counter(); import autodiff_lite;"
        "print(time.perf_counter() - start)"
    )
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(9)
    ]
    return (
        f"`import autodiff_lite` takes {min(times) * 1000:.0f} ms over `import numpy` (the least of 9 runs)."
    )


def main() -> int:
    """Measure, print, and with ``--write`` put the tables into docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/performance.md")
    parser.add_argument("--rounds", type=int, default=25, help="rounds for each ratio (25)")
    chosen = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    started = time.perf_counter()
    growth = growth_table()  # before the peers come: the garbage collector would walk their objects too
    found, missing = compare(chosen.rounds)
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores"
    about = f"Every figure is a ratio, or was measured in that one run ({versions})."
    how = (
        "Our time divided by the peer's, on the same arrays, in turn: the median of "
        f"{chosen.rounds} rounds, and the quartiles in brackets. Below 1 we are faster. A blank is a "
        "workload that was not written for that package."
    )
    parts = [
        "# Performance",
        f"Written by `python benchmarks/engine.py --write`. {about}",
        "## Beside the peers",
        how,
        peers_table(found) if found else "No peer is installed; `make peers` installs them.",
        "## As programs",
        WRITTEN,
        written_table(chosen.rounds),
        "## The price of a gradient",
        backward_table(),
        "## As programs grow",
        "A chain of operations on one number: value and gradient.",
        growth,
        "## Import",
        import_line(),
    ]
    page = "\n\n".join(parts) + "\n"
    print(page)
    if missing:
        print(f"Not installed, and left out: {', '.join(missing)}.", file=sys.stderr)
    if chosen.write:
        PAGE.write_text(page, encoding="utf-8")
        print(f"Wrote {PAGE.name}.", file=sys.stderr)
    print(f"{time.perf_counter() - started:.0f} s in all.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
