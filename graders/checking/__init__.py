"""`check("question-id")`: from a question and a student's answers to a verdict, and how it is shown."""

from graders.checking.checks import check

__all__ = ["check"]
