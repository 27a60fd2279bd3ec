"""Comments that are kept for use again, in a file of the course: `review-comments.json`."""

from __future__ import annotations

import json
import os
from pathlib import Path

from graders.course.errors import CourseError, explained

FILE = "review-comments.json"
LONGEST = 2000
MOST = 50


class Snippets:
    """The kept comments of a lesson's questions."""

    def __init__(self, root: Path, lesson: str) -> None:
        self._file = root / FILE
        self._lesson = lesson

    def of(self, question: str) -> list[str]:
        """The comments kept for a question. Raises CourseError where the file cannot be read."""
        kept = self._read().get(f"{self._lesson}/{question}", [])
        return [each for each in kept if isinstance(each, str)] if isinstance(kept, list) else []

    def add(self, question: str, text: str) -> list[str]:
        """Keep a comment; gives all of the question. Raises CourseError."""
        text = text.strip()[:LONGEST]
        kept = self.of(question)
        return self._write(question, [*kept, text][:MOST]) if text and text not in kept else kept

    def remove(self, question: str, text: str) -> list[str]:
        """Keep a comment no longer; gives those left. Raises CourseError."""
        return self._write(question, [each for each in self.of(question) if each != text])

    def _read(self) -> dict[str, object]:
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            known = None
        if not isinstance(known, dict):
            raise CourseError(f"{self._file} cannot be read. Move it away to begin with none.")
        return known

    def _write(self, question: str, kept: list[str]) -> list[str]:
        known = self._read() | {f"{self._lesson}/{question}": kept}
        part = self._file.with_suffix(f".{os.getpid()}.part")
        with explained(f"keeping a comment in {self._file}"):
            part.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            part.replace(self._file)
        return kept
