"""Checks for the lessons: `check("question-id")` tells a student what is right, and why the rest is not.

Importing this package is quick: nothing of nbgrader, IPython or the engine is loaded until it is used.
"""

from graders.checking import check

__all__ = ["__version__", "check"]

__version__ = "0.1.0"
