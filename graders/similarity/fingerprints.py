"""Winnowing: a few hashes stand for a text, chosen so that every long enough common part shares one.

S. Schleimer, D. Wilkerson, A. Aiken: Winnowing: local algorithms for document fingerprinting. SIGMOD 2003.
Of all runs of `RUN` tokens, one hash is kept in each window of `WINDOW` runs: the smallest, the last of
equal ones. Two texts that share `RUN + WINDOW - 1` tokens in a row share a fingerprint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from graders.similarity.tokens import Piece

RUN, WINDOW = 6, 3

Fingerprints = Mapping[int, tuple[int, ...]]
"""Each hash with the places, counted in tokens, at which its run begins."""


def fingerprints(pieces: Sequence[Piece], run: int = RUN, window: int = WINDOW) -> Fingerprints:
    """The fingerprints of a text; none of one that is shorter than a run.

    >>> from graders.similarity.tokens import of_prose
    >>> one, other = of_prose("a b c d e f g h i j"), of_prose("x y a b c d e f g h")
    >>> sorted(fingerprints(one).keys() & fingerprints(other).keys()) != []
    True
    """
    words = [piece.word for piece in pieces]
    hashes = [_hash(words[start : start + run]) for start in range(len(words) - run + 1)]
    kept: dict[int, set[int]] = {}
    for start in range(max(len(hashes) - window + 1, min(len(hashes), 1))):
        place = min(range(start, min(start + window, len(hashes))), key=lambda place: (hashes[place], -place))
        kept.setdefault(hashes[place], set()).add(place)
    return {value: tuple(sorted(places)) for value, places in kept.items()}


def _hash(words: Sequence[str]) -> int:
    """The same in every run of the program: what is kept must not change from one to the next."""
    text = "\0".join(words).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")
