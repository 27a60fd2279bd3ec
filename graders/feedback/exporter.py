"""The exporter that nbgrader's `generate_feedback` and `graders feedback` use where the course says so.

`c.GenerateFeedback.exporter_class = "graders.feedback.exporter.FeedbackExporter"`
"""

from __future__ import annotations

import functools
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from jinja2 import Environment, PackageLoader
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme
from traitlets import Bool

from graders.course import unfollowed
from graders.course.errors import CourseError
from graders.feedback.page import Builder
from graders.feedback.scores import standing

PICTURES = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif", ".svg": "svg+xml", ".webp": "webp"}
LARGEST = 1_000_000


class FeedbackExporter(HTMLExporter):
    """Makes a page of feedback of an autograded notebook. The page is one file, and fetches nothing."""

    hidden_checks = Bool(False, help="Whether students read what each hidden check found.").tag(config=True)

    def from_notebook_node(  # type: ignore[override]  # as its own subclasses do
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, Any]:
        """The page as text. `resources` are those of nbgrader's converter: they name student and lesson.

        Raises CourseError where the gradebook has no such work.

        No preprocessor runs: what a page shows is cleaned where it becomes HTML, and scores are read below.
        """
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]  # partly typed
        resources["output_extension"] = self.file_extension
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            stands = standing(gradebook, about["assignment"], about["notebook"], about["student"])
        if stands is None:
            raise CourseError(f"The gradebook has no grades of {about['student']} for {about['assignment']}.")
        folder = Path(resources.get("metadata", {}).get("path") or ".")
        builder = Builder(
            stands, self._visible, functools.partial(picture_in, folder), hidden=self.hidden_checks
        )
        page = builder.page(nb, about["assignment"])
        return template("page.html").render(page=page), resources

    def _visible(self, cell: NotebookNode) -> tuple[str, bool]:
        """A cell's text without nbgrader's hidden regions, and whether it has one."""
        copy = NotebookNode(cell_type=cell.cell_type, source=cell.source)  # type: ignore[no-untyped-call]  # nbformat is partly typed
        try:
            hidden = ClearHiddenTests(parent=self)._remove_hidden_test_region(copy)
            scheme = ClearMarkScheme(parent=self)._remove_mark_scheme_region(copy)
        except RuntimeError:  # a region without an end: nothing of the cell is shown
            return "", True
        return copy.source, bool(hidden or scheme)


def picture_in(folder: Path, name: str) -> tuple[str, bytes] | None:
    """A picture beside a notebook, by its name there; None where there is none, or a link, or a huge one."""
    path = PurePosixPath(unquote(name))
    kind = PICTURES.get(path.suffix.lower())
    if kind is None or path.is_absolute() or ".." in path.parts or "\0" in name:
        return None
    try:
        with unfollowed.folder(folder, *path.parts[:-1]) as opened:
            return kind, unfollowed.read(path.name, opened, LARGEST)
    except (OSError, ValueError):
        return None


@functools.cache
def _environment() -> Environment:
    loader = PackageLoader("graders.feedback")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def template(name: str) -> Any:
    """One of this package's templates."""
    return _environment().get_template(f"{name}.j2")
