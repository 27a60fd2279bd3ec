"""What can go wrong around a kernel, each with a sentence for whoever runs the grader."""

from __future__ import annotations


class IsolationError(Exception):
    """Something of the isolation failed. `str()` of it says what and what to do."""


class CannotIsolate(IsolationError):
    """This machine cannot isolate kernels as it is set up now."""


class SandboxFailed(IsolationError):
    """The warm process of a sandbox did not start, or went away."""


class KernelFailed(IsolationError):
    """A kernel did not start, or its files cannot be handed to it."""


class KernelGone(IsolationError):
    """A kernel ended before it answered. `why` says how, as far as is known."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The notebook's kernel ended: {why}.")
        self.why = why


class Misbehaved(IsolationError):
    """A kernel sent what no Jupyter kernel sends, too often to go on with it."""
