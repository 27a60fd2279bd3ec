"""Why a gradient is None, in words.

TensorFlow answers with a bare None. The tape knows more: what it watched, what it recorded, where a value
left it.
"""

from __future__ import annotations

from collections.abc import Sequence

from autodiff_lite.core.evidence import explaining
from autodiff_lite.core.tensor import Operand
from autodiff_lite.insight.reasons import Inquiry, Reason, Record, Tape

__all__ = ["Reason", "explain_none", "remember_missing"]


def explain_none(tape: Tape, target: Operand, source: Operand) -> Reason:
    """Say why ``tape.gradient(target, source)`` is (or was) None, and what to change.

    Works on a tape that was used, too, for the targets and sources that it was asked about. Raises
    `TypeError` when target or source is no tensor or variable, and says so for None.

    >>> c = ad.constant(4.0)
    >>> with ad.GradientTape() as tape:
    ...     y = c * c
    >>> ad.explain_none(tape, y, c).kind
    'not watched'
    """
    for role, given in (("target", target), ("source", source)):
        if not isinstance(given, Operand):
            raise TypeError(
                f"the {role} is {given!r} ({type(given).__name__}); a tape can only know tensors and "
                "variables. A value that went through NumPy, float(...) or print is no tensor any more."
            )
    remembered = tape.evidence.remembered(target, source)
    if remembered is not None:
        return remembered  # type: ignore[no-any-return]
    if tape.is_used_up:
        return Reason(
            "forgotten",
            "This tape was used and its record is gone, and it was not asked about this target and source.",
            "Ask about the very tensors that were given to gradient(), or open the tape with "
            "persistent=True.",
        )
    return Inquiry(Record(tape, [target], [source]), 0).reason(0)


def remember_missing(tape: Tape, targets: Sequence[Operand], sources: Sequence[Operand]) -> None:
    """While the record is still there, work out why the gradients by `sources` are missing."""
    record = Record(tape, targets, sources)
    for place, target in enumerate(targets):
        inquiry = Inquiry(record, place)
        for number, source in enumerate(sources):
            tape.evidence.remember(target, source, inquiry.reason(number))


explaining.remember = remember_missing
