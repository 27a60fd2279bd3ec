"""The same files by nbgrader's own command: `nbgrader export --exporter=graders.export.exporters.Canvas`.

nbgrader finds an exporter by the path of its class. `--to`, `--assignment` and `--student` mean what they
mean there; `--Export.roster`, `--Export.zero` and `--Export.so_far` are the options of `graders export`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Unicode

from graders.course.errors import CourseError
from graders.course.penalties import Penalties
from graders.export.doubts import doubts
from graders.export.grades import read_grades
from graders.export.platforms import PLATFORMS
from graders.export.roster import read_roster
from graders.export.sheet import Open, Sheet, for_people, for_platform, write_sheet
from graders.grading.book import lessons_known


class Export(ExportPlugin):  # type: ignore[misc]  # nbgrader has no types
    """One row a student, with total, penalty, lateness and each question."""

    platform = ""
    roster = Unicode("", help="the platform's own export: its students, its columns").tag(config=True)
    zero = Bool(False, help="give 0 to students who handed in nothing").tag(config=True)
    so_far = Bool(False, help="give what is graded so far where answers wait for a person").tag(config=True)

    def export(self, gradebook: Any) -> None:
        """Write the file. What stands in the way is a line in nbgrader's log, and exit code 1."""
        target = Path(self.to or f"grades{'-' * bool(self.platform)}{self.platform}.csv")
        try:
            db_url = gradebook.engine.url.render_as_string(hide_password=False)
            sheet = self._sheet(db_url)
            platform = PLATFORMS.get(self.platform)
            roster = Path(self.roster) if self.roster else None
            write_sheet(sheet, target, platform, lessons_known(db_url), roster)
        except CourseError as problem:
            self.log.error("%s", problem)
            raise SystemExit(1) from None
        for sentence in (*sheet.told, *sheet.lost):
            self.log.warning("%s", sentence)
        self.log.info("Exported grades to %s", target)

    def _sheet(self, db_url: str) -> Sheet:
        names = ([str(name) for name in chosen] for chosen in (self.assignment, self.student))
        grades = read_grades(db_url, *names)
        for sentence in doubts(grades, Penalties(self).of):
            self.log.warning("%s", sentence)
        how = Open(self.zero, self.so_far)
        if not self.platform:
            return for_people(grades, how)
        platform = PLATFORMS[self.platform]
        roster = read_roster(Path(self.roster), platform) if self.roster else None
        return for_platform(grades, platform, how, roster)


class Canvas(Export):
    """The file that Canvas imports in its gradebook."""

    platform = "canvas"


class Moodle(Export):
    """The file that Moodle imports as CSV."""

    platform = "moodle"


class Blackboard(Export):
    """The file that Blackboard takes under "Work offline"."""

    platform = "blackboard"


class Brightspace(Export):
    """The file that Brightspace imports."""

    platform = "brightspace"


class Gradescope(Export):
    """The file as Gradescope's "Download Grades" writes it."""

    platform = "gradescope"
