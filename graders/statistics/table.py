"""A lesson's and a course's figures in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from graders.checking.panel import amount
from graders.course.results import lateness
from graders.course.submissions import shown
from graders.statistics.findings import findings
from graders.statistics.summary import UNKNOWN, CourseFigures, LessonFigures, QuestionFigures, percent, tenths

MISTAKES_SHOWN = 3
BAR = 40
STEPS = "▁▂▃▄▅▆▇█"


def correlation(question: QuestionFigures) -> str:
    """The discrimination with its standard error, or a dash."""
    found = question.discrimination
    if found.value is None or found.error is None:
        return UNKNOWN
    return f"{found.value:.2f} ± {found.error:.2f}"


def print_lesson(console: Console, figures: LessonFigures, line: float, names: bool = False) -> None:
    """Print a lesson's figures: questions, mistakes, what to look at, and who needs help."""
    console.print(_questions(figures))
    for found in (_mistakes(figures), _findings(figures)):
        if found.row_count:
            console.print(found)
    _people(console, figures, line, names)


def _questions(figures: LessonFigures) -> Table:
    table = Table(title=f"Questions of {figures.lesson}", title_justify="left")
    table.add_column("question", overflow="fold")
    for heading in ("n", "mean", "right", "blank", "discrimination", "fifths", "hints", "checks"):
        table.add_column(heading, justify="right")
    for question in figures.questions:
        mean = (
            UNKNOWN if question.mean is None else f"{question.mean:.2f} of {amount(question.asked.possible)}"
        )
        table.add_row(
            escape(question.asked.label),
            str(question.students),
            mean,
            percent(question.right),
            percent(question.blank),
            correlation(question),
            "".join(STEPS[min(int(share * len(STEPS)), len(STEPS) - 1)] for share in question.quintiles),
            str(question.hinted or ""),
            "" if question.runs is None else f"{question.runs:.1f}",
        )
    caption = ["fifths: the share reached by each fifth of the class, the weakest first"]
    whys = dict.fromkeys(each.discrimination.why for each in figures.questions if each.discrimination.why)
    if whys:
        caption.append("no discrimination where: " + "; ".join(whys))
    table.caption = "\n".join(caption)
    table.caption_justify = "left"
    return table


def _mistakes(figures: LessonFigures) -> Table:
    table = Table(title="What went wrong most often", title_justify="left")
    table.add_column("question", overflow="fold")
    table.add_column("students", justify="right")
    table.add_column("mistake", overflow="fold")
    table.add_column("for example", overflow="fold")
    for question in figures.questions:
        for mistake in question.mistakes[:MISTAKES_SHOWN]:
            table.add_row(
                escape(question.asked.label),
                str(mistake.students),
                escape(f"{mistake.title} ({mistake.id})"),
                escape(shown(mistake.example)),
            )
    return table


def _findings(figures: LessonFigures) -> Table:
    table = Table(title="Worth a look", title_justify="left")
    table.add_column("question", overflow="fold")
    table.add_column("what", overflow="fold")
    for finding in findings(figures):
        table.add_row(escape(finding.label), escape(shown(finding.text)))
    for question in figures.questions:
        for shared in question.unexplained:
            if shared.pin:
                table.add_row(escape(question.asked.label), escape(f"to explain it: {shown(shared.pin)}"))
    return table


def _people(console: Console, figures: LessonFigures, line: float, names: bool) -> None:
    count = len(figures.people)
    said = [f"{count} graded, on average {percent(figures.mean)} of the points so far."]
    weak, late = figures.below(line), figures.late
    said.append(
        f"Below {percent(line)}: {len(weak)}. Late: {len(late)}. Handed in nothing: {len(figures.missing)}."
    )
    if figures.ungraded:
        said.append(f"Handed in, and not graded: {len(figures.ungraded)}.")
    console.print(" ".join(said), markup=False)
    _histogram(console, figures.shares)
    if not names:
        if weak or late or figures.missing or figures.ungraded:
            console.print("Add --names to see who.", markup=False)
        return
    for title, people in (
        ("Needs help", [f"{person.student} ({percent(person.share)})" for person in weak]),
        ("Late", [f"{person.student} ({lateness(person.late).removesuffix(' late')})" for person in late]),
        ("Handed in nothing", list(figures.missing)),
        ("Not graded", list(figures.ungraded)),
    ):
        if people:
            console.print(f"{title}: {', '.join(map(shown, people))}", markup=False)


def _histogram(console: Console, shares: list[float]) -> None:
    """How many students reached which part of the points, a line a tenth."""
    counts = tenths(shares)
    most = max(counts)
    for place, count in enumerate(counts):
        if most:
            bar = "█" * round(BAR * count / most) or ("▏" if count else "")
            console.print(
                f"{10 * place:4d} to {10 * place + 10:3d} %  {bar} {count or ''}".rstrip(), markup=False
            )


def print_course(console: Console, figures: CourseFigures, line: float, names: bool = False) -> None:
    """Print the lessons beside each other, and who falls behind."""
    table = Table(title="The course", title_justify="left")
    table.add_column("lesson", overflow="fold")
    for heading in ("graded", "missing", "late", "mean", f"below {percent(line)}"):
        table.add_column(heading, justify="right")
    for lesson in figures.lessons:
        table.add_row(
            escape(lesson.lesson),
            str(len(lesson.people)),
            str(len(lesson.missing)),
            str(len(lesson.late)),
            percent(lesson.mean),
            str(len(lesson.below(line))),
        )
    console.print(table)
    falling = figures.falling()
    console.print(f"Falling (a fifth of the points or more): {len(falling)}.", markup=False)
    if names:
        for student, before, now in falling:
            console.print(f"  {shown(student)}: {percent(before)} before, {percent(now)} now", markup=False)
    elif falling:
        console.print("Add --names to see who.", markup=False)
