"""A lesson's and a course's figures as plain data, for other programs."""

from __future__ import annotations

import dataclasses
from typing import Any

from graders.course.spreadsheet import as_table
from graders.statistics.findings import findings
from graders.statistics.summary import CourseFigures, LessonFigures, QuestionFigures, tenths

LESSON_COLUMNS = (
    "lesson", "possible", "graded", "mean_share", "late", "missing", "not_graded", "below_the_line",
)  # fmt: skip
COLUMNS = (
    "question", "title", "possible", "n", "mean", "standard_error", "difficulty", "share_right",
    "share_blank", "waiting", "discrimination", "discrimination_error",
    "quintile_1", "quintile_2", "quintile_3", "quintile_4", "quintile_5",
    "students_with_hints", "checks_run", "top_mistake", "top_mistake_students",
)  # fmt: skip


def lesson_data(figures: LessonFigures, line: float, names: bool = False) -> dict[str, Any]:
    """A lesson's figures as JSON; students only where `names` says so."""
    data: dict[str, Any] = {
        "lesson": figures.lesson,
        "possible": figures.possible,
        "graded": len(figures.people),
        "mean_share": figures.mean,
        "late": len(figures.late),
        "missing": len(figures.missing),
        "not_graded": len(figures.ungraded),
        "below_the_line": len(figures.below(line)),
        "line": line,
        "shares": figures.shares,
        "tenths": tenths(figures.shares),
        "questions": [_question(question) for question in figures.questions],
        "findings": [dataclasses.asdict(finding) for finding in findings(figures)],
    }
    if names:
        data["students"] = {
            person.student: {
                "name": person.name or None,
                "share": person.share,
                "seconds_late": person.late,
                "penalty": person.penalty,
                "waits_for_a_person": person.waiting,
                "below_the_line": person.share is not None and person.share < line,
            }
            for person in figures.people
        }
        data["students_missing"] = list(figures.missing)
        data["students_not_graded"] = list(figures.ungraded)
    return data


def _question(question: QuestionFigures) -> dict[str, Any]:
    found = question.discrimination
    return {
        "cell": question.asked.cell,
        "question": question.asked.question or question.asked.label,
        "title": question.asked.title,
        "possible": question.asked.possible,
        "graded_by_hand": question.asked.by_hand,
        "n": question.students,
        "mean": question.mean,
        "standard_error": question.error,
        "difficulty": question.difficulty,
        "share_right": question.right,
        "share_blank": question.blank,
        "waiting": question.waiting,
        "discrimination": found.value,
        "discrimination_error": found.error,
        "discrimination_unknown_because": found.why or None,
        "quintiles": list(question.quintiles),
        "students_with_hints": question.hinted,
        "checks_run": question.runs,
        "mistakes": [dataclasses.asdict(mistake) for mistake in question.mistakes],
        "unexplained": [dataclasses.asdict(shared) for shared in question.unexplained],
    }


def course_data(figures: CourseFigures, line: float, names: bool = False) -> dict[str, Any]:
    """The lessons beside each other as JSON; students only where `names` says so."""
    data: dict[str, Any] = {
        "lessons": [
            {
                "lesson": lesson.lesson,
                "possible": lesson.possible,
                "graded": len(lesson.people),
                "mean_share": lesson.mean,
                "late": len(lesson.late),
                "missing": len(lesson.missing),
                "below_the_line": len(lesson.below(line)),
            }
            for lesson in figures.lessons
        ],
        "line": line,
        "falling": len(figures.falling()),
    }
    if names:
        data["students"] = figures.shares()
        data["students_falling"] = [student for student, _, _ in figures.falling()]
    return data


def course_csv(figures: CourseFigures, line: float) -> str:
    """A row a lesson, for a spreadsheet. It holds no student."""
    rows = [
        [
            lesson.lesson,
            lesson.possible,
            len(lesson.people),
            lesson.mean,
            len(lesson.late),
            len(lesson.missing),
            len(lesson.ungraded),
            len(lesson.below(line)),
        ]
        for lesson in figures.lessons
    ]
    return as_table(LESSON_COLUMNS, rows)


def lesson_csv(figures: LessonFigures) -> str:
    """A row a question, for a spreadsheet; empty where a figure is not known. It holds no student."""
    rows = []
    for question in figures.questions:
        found, top = question.discrimination, question.mistakes[0] if question.mistakes else None
        quintiles = [*question.quintiles, *[None] * 5][:5]
        row = [
            question.asked.question or question.asked.label, question.asked.title, question.asked.possible,
            question.students, question.mean, question.error, question.difficulty, question.right,
            question.blank, question.waiting, found.value, found.error, *quintiles, question.hinted,
            question.runs, top and top.title, top and top.students,
        ]  # fmt: skip
        rows.append(row)
    return as_table(COLUMNS, rows)
