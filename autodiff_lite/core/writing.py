"""What operations tell those who write a program of them, and ask: `ad.function` runs a function once for it.

Tapes take no notice of this, and who reads how a tape works can leave it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from autodiff_lite.core.listeners import Listener, Told, thread


class Writer(Listener):
    """A listener that writes a program of what it is told; see `programs.trace`."""

    @property
    def is_writing(self) -> bool:
        """Whether there may still be a program."""
        return True

    def has_own_gradient(self) -> None:
        """What follows has a gradient that a program does not know: a tape sees it as Python runs it."""

    def is_unknown(self, value: Told) -> bool:
        """Whether the numbers in a tensor are not known yet: they will be when the program runs."""
        return False

    def value_used(self, value: Told, by: str) -> None:
        """An operation goes by a tensor's values when it decides what to compute; with None, by chance."""

    def postpones(
        self,
        name: str,
        effect: Callable[..., Any],
        values: Sequence[Told],
        changed: Sequence[Told],
        becomes: Callable[[], Told] | None = None,
    ) -> bool:
        """Whether this listener sees to it that `effect(*values)`, which changes variables, is done later.

        `becomes()` is the value of the one variable that is changed.
        """
        return False

    def draws(self, value: Told, draw: Callable[[], Told]) -> bool:
        """Whether this listener calls `draw` again for each run, for random numbers in place of `value`."""
        return False


def writers() -> list[Writer]:
    """Those who write a program in this thread."""
    return [one for one in thread.listeners if isinstance(one, Writer) and one.is_writing]


def value_used(value: Told, by: str) -> None:
    """Tell whoever listens that an operation goes by these values to decide what to compute."""
    for writer in writers():
        writer.value_used(value, by)


def is_unknown(value: Told) -> bool:
    """Whether the numbers in a tensor are known only when the program runs that is being written."""
    return any(writer.is_unknown(value) for writer in writers())


def postponed(
    name: str,
    effect: Callable[..., Any],
    values: Sequence[Told],
    changed: Sequence[Told] = (),
    becomes: Callable[[], Told] | None = None,
) -> bool:
    """Whether somebody who listens does this later: what changes variables, or prints."""
    return any(writer.postpones(name, effect, values, changed, becomes) for writer in writers())


def drawn_anew(value: Told, draw: Callable[[], Told]) -> bool:
    """Whether somebody who listens draws random numbers like these again, each time that a program runs."""
    return any(writer.draws(value, draw) for writer in writers())


@contextmanager
def unseen_by_tapes(*others: Listener, has_own_gradient: bool = False) -> Iterator[None]:
    """In the block only those listen who write programs, and `others`."""
    outer, writing = thread.listeners, writers()
    if has_own_gradient:
        for writer in writing:
            writer.has_own_gradient()
    thread.listeners = (*writing, *others)
    try:
        yield
    finally:
        thread.listeners = outer


held: dict[int, dict[int, Told]] = {}
"""By the thread that writes a program, what variables hold in it, by their identities: to all other threads
they are what they were. Nearly always empty, which is quick to see."""
