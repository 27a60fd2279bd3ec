"""Who the student is: for lessons in which each has numbers of their own.

Grading knows it from the folder of the hand-in, a hub from who is logged in. Elsewhere a setting says it, or
the student, once in a session, by `i_am("...")`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from graders.questions.folder import VARIANTS

HUB = "JUPYTERHUB_USER"
SETTING = "GRADERS_STUDENT"


@dataclass(frozen=True)
class Known:
    """A student's name in the course, and what says so; both empty where nothing does."""

    name: str = ""
    source: str = ""

    def __bool__(self) -> bool:
        return bool(self.name)


_told = Known()


def tell(name: str) -> None:
    """Keep what the student said, for this session."""
    global _told
    _told = Known(name.strip(), "you")


def told() -> Known:
    """What the student said in this session."""
    return _told


def known_without_asking(in_the_folder: str = "") -> Known:
    """What is known without asking: the lesson's own folder first, which is the grader's word."""
    places = (
        (in_the_folder, f"the file {VARIANTS} beside the notebook"),
        (os.environ.get(HUB, ""), "JupyterHub"),
        (os.environ.get(SETTING, ""), f"the setting {SETTING}"),
    )
    return next((Known(name.strip(), source) for name, source in places if name.strip()), Known())


def who(in_the_folder: str = "") -> Known:
    """Who the student is, as far as anything says."""
    return known_without_asking(in_the_folder) or _told
