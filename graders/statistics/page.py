"""A lesson's or a course's figures as one HTML file: pictures inside, no script, nothing from elsewhere."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from graders.checking.panel import amount
from graders.course.results import lateness
from graders.statistics import pictures
from graders.statistics.findings import findings
from graders.statistics.summary import CourseFigures, LessonFigures, percent
from graders.statistics.table import correlation


def lesson_page(figures: LessonFigures, line: float, names: bool = False) -> str:
    """The page of a lesson. Students are named only where `names` says so."""
    shares = figures.shares
    return _render(
        "lesson.html",
        figures=figures,
        line=line,
        names=names,
        findings=findings(figures),
        histogram=Markup(pictures.histogram(shares)) if shares else "",
        quintiles={
            question.asked.cell: Markup(pictures.quintiles(question.quintiles))
            for question in figures.questions
            if question.quintiles
        },
    )


def course_page(figures: CourseFigures, line: float, names: bool = False) -> str:
    """The page of a course: its lessons beside each other."""
    graded = [lesson for lesson in figures.lessons if lesson.people]
    picture = pictures.lessons([lesson.lesson for lesson in graded], [lesson.mean for lesson in graded])
    return _render(
        "course.html", figures=figures, line=line, names=names, picture=Markup(picture) if graded else ""
    )


def _render(name: str, **parts: object) -> str:
    environment = Environment(
        loader=PackageLoader("graders.statistics", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "percent": percent,
        "amount": amount,
        "code": _code,
        "correlation": correlation,
        "lateness": lateness,
    }
    return environment.get_template(name).render(**parts)


def _code(text: str) -> Markup:
    """A sentence whose parts between backticks are code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )
