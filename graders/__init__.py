"""Checks for the lessons: `check("question-id")` tells a student what is right, and why the rest is not;
`mine("question-id")` shows numbers of one's own, `i_am("name")` says whose; `overview()` shows the lessons as
a map.

Importing this package is quick: nothing of nbgrader, IPython or the engine is loaded until it is used.
"""

from typing import TYPE_CHECKING, Any

from graders.checking.checks import check

if TYPE_CHECKING:
    from graders.checking.mine import i_am, mine
    from graders.coursemap import overview
    from graders.diagnosis.diagnose import diagnose

__all__ = ["__version__", "check", "diagnose", "i_am", "mine", "overview"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "diagnose":
        from graders.diagnosis.diagnose import diagnose

        return diagnose
    if name == "overview":
        from graders.coursemap.page import overview

        return overview
    if name in ("mine", "i_am"):
        from graders.checking import mine

        return getattr(mine, name)
    raise AttributeError(f"module 'graders' has no attribute {name!r}")
