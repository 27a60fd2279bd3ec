"""Written answers read in a page: what is typed is what the gradebook holds; nobody else gets in."""

from __future__ import annotations

import http.client
import json
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat import from_dict
from playwright.sync_api import expect, sync_playwright
from typer.testing import CliRunner

from graders.cli import app
from graders.course.course import Course
from graders.course.errors import CourseError
from graders.course.feedback import write_feedback
from graders.feedback.rubric import Given, read, written
from graders.grading.coordinate import Options, grade_class
from graders.review.answers import Answers
from graders.review.desk import Desk, Refused
from graders.review.guide import guide_of, points_of
from graders.review.marking import Marking, Stale, scored
from graders.review.server import ReviewServer

GUIDE = """# For whoever reads.
### BEGIN HIDDEN TESTS
# Marking guide.
#
# 1. Why None. Full: constant.
#    Half: no reason.
# 2. The repair (2 points). Full: watch.
### END HIDDEN TESTS"""
ATTACK = "I <b>think</b> so. <img src=x onerror=\"document.title='forged'\"><script>forged()</script>"
STUDENTS = ("ada", "bruno", "chloe")


def guide_cell() -> dict[str, Any]:
    marks = {"grade": True, "grade_id": "why-guide", "locked": True, "points": 0, "schema_version": 3}
    return {
        "cell_type": "code",
        "id": "why-guide",
        "metadata": {"nbgrader": marks | {"solution": False, "task": False}},
        "source": GUIDE,
        "execution_count": None,
        "outputs": [],
    }


@pytest.fixture(scope="module")
def course(
    released_course: Path,
    tmp_path_factory: pytest.TempPathFactory,
    change: Any,
    right_answers: dict[str, str],
) -> Course:
    """A graded class of three, each with a written answer; the lesson's source has a marking guide."""
    folder = Path(shutil.copytree(released_course, tmp_path_factory.mktemp("review") / "course"))
    released = json.loads((folder / "release" / "mini" / "mini.ipynb").read_text(encoding="utf-8"))
    for student in STUDENTS:
        words = ATTACK if student == "chloe" else f"Because, says number {len(student)}."
        file = folder / "submitted" / student / "mini" / "mini.ipynb"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(change(released, {**right_answers, "why": words})), encoding="utf-8")
    found = Course(folder)
    outcome = grade_class(found, "mini", Options(isolated=False, workers=1))
    assert all(result.scores is not None for result in outcome.results)
    source = folder / "source" / "mini" / "mini.ipynb"
    content = json.loads(source.read_text(encoding="utf-8"))
    content["cells"].append(guide_cell())
    source.write_text(json.dumps(content), encoding="utf-8")
    return found


@pytest.fixture
def server(course: Course) -> Iterator[ReviewServer]:
    with ReviewServer(Desk(Answers(course, "mini"))) as made:
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def grade_of(course: Course, student: str) -> tuple[float | None, bool, str | None]:
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("why", "mini", "mini", student)
        comment = gradebook.find_comment("why", "mini", "mini", student)
        return grade.manual_score, grade.needs_manual_grade, comment.manual_comment


def test_a_guide_becomes_points_that_add_up() -> None:
    answer = {**guide_cell(), "source": "", "metadata": {"nbgrader": {"grade_id": "why"}}}
    cells = [from_dict(each) for each in (answer, guide_cell())]  # type: ignore[no-untyped-call]
    guide = guide_of(cells, "why")
    assert [(point.title, point.worth) for point in points_of(guide, 3)] == [
        ("Why None", 1),
        ("The repair", 2),
    ]
    assert points_of(guide, 1) == [], "what is worth more than the answer is no rubric of it"
    assert points_of("Read it well.", 3) == []


def test_a_comment_holds_the_points_of_a_rubric_until_the_score_is_another() -> None:
    given = [Given("Why None", 0.5, 1.0), Given("The repair", 2.0, 2.0)]
    assert read(written(given, "Good.\n\n- 1 of 2 things"), 2.5) == (given, "Good.\n\n- 1 of 2 things")
    assert read(written(given, "Good."), 3.0) == ([], "Good.")


def request(
    server: ReviewServer,
    path: str,
    token: str | None,
    *,
    method: str = "GET",
    body: Any = None,
    **headers: str,
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(*server.server_address[:2], timeout=20)
    sent = {
        "Content-Type": "application/json",
        **{name.replace("_", "-"): each for name, each in headers.items()},
    }
    if token is not None:
        sent["X-Review-Token"] = token
    connection.request(method, path, body if body is None else json.dumps(body), sent)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def test_nobody_gets_in_without_the_token_or_by_another_name(server: ReviewServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
    good = server.token
    assert request(server, "/questions", good)[0] == 200
    for token in (None, "", good[:-1], "wrong"):
        assert request(server, "/questions", token)[0] == 403
        assert request(server, "/save", token, method="POST", body={})[0] == 403
    assert request(server, "/", None)[0] == 403
    assert request(server, "/questions", good, Host="evil.example")[0] == 403
    assert request(server, "/undo", good, method="POST", body={}, Origin="http://evil.example")[0] == 403
    assert request(server, "/undo", good, method="POST", body={}, Content_Type="text/plain")[0] == 400
    assert request(server, "/../nbgrader_config.py", good)[0] == 403


def test_what_makes_no_sense_is_refused_with_a_reason(course: Course) -> None:
    desk = Desk(Answers(course, "mini"))
    row = desk.answers("why")["answers"][0]
    good = {"question": "why", "key": row["key"], "version": row["version"], "points": 1, "comment": ""}
    odd: list[dict[str, Any]] = [
        {"points": 4},
        {"points": -1},
        {"points": float("nan")},
        {"points": "2"},
        {"points": True},
        {"question": "check-slope"},
        {"key": 99},
        {"key": "0"},
        {"comment": "x" * 100_000},
        {"comment": 7},
    ]
    before = [grade_of(course, student) for student in STUDENTS]
    for each in odd:
        with pytest.raises(Refused):
            desk.save(good | each)
    with pytest.raises(Refused):
        desk.undo()
    assert before == [grade_of(course, student) for student in STUDENTS]


def test_nothing_is_written_over_what_a_formgrader_wrote_meanwhile(course: Course) -> None:
    marking = Marking(course, "mini")
    seen = marking.read("why", ["ada"])["ada"]
    with course.gradebook() as gradebook:  # as nbgrader's formgrader writes
        grade = gradebook.find_grade("why", "mini", "mini", "ada")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        gradebook.db.commit()
    with pytest.raises(Stale):
        marking.write("why", "ada", seen.version, scored(1.0, [], "mine"))
    assert grade_of(course, "ada")[0] == 2.0
    now = marking.read("why", ["ada"])["ada"]
    with course.gradebook() as gradebook:
        gradebook.find_comment("why", "mini", "mini", "ada").manual_comment = "theirs"
        gradebook.db.commit()
    with pytest.raises(Stale):
        marking.write("why", "ada", now.version, scored(1.0, [], "mine"))
    assert grade_of(course, "ada") == (2.0, False, "theirs")
    latest = marking.read("why", ["ada"])["ada"]
    marking.write("why", "ada", latest.version, seen)
    assert grade_of(course, "ada") == (None, True, None)


def test_a_score_by_hand_takes_the_penalty_of_late_work_along(course: Course, tmp_path: Path) -> None:
    root = Path(shutil.copytree(course.root, tmp_path / "course"))
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    late = Course(root)
    with late.gradebook() as gradebook:
        gradebook.update_or_create_assignment("mini", duedate="2025-03-01")
        gradebook.find_submission("mini", "ada").timestamp = datetime(2025, 3, 2)
        gradebook.db.commit()
    desk = Desk(Answers(late, "mini"), names=True)
    rows = {row["label"]: row for row in desk.answers("why")["answers"]}
    for student in ("ada", "bruno"):
        row = rows[student]
        desk.save({"question": "why", "key": row["key"], "version": row["version"], "points": 3})
    with late.gradebook() as gradebook:
        found = {each: gradebook.find_submission_notebook("mini", "mini", each) for each in ("ada", "bruno")}
        assert found["ada"].late_submission_penalty == found["ada"].score == 8
        assert found["bruno"].late_submission_penalty is None
    desk.undo()
    desk.undo()
    with late.gradebook() as gradebook:
        again = gradebook.find_submission_notebook("mini", "mini", "ada")
        assert again.late_submission_penalty == again.score == 5


def test_where_the_gradebook_is_lost_nothing_is_read_and_no_page_is_written(
    course: Course, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(course.root, tmp_path / "course"))
    page = write_feedback(course, "mini", "ada") / "mini.html"
    kept = root / "feedback" / "ada" / "mini" / "mini.html"
    kept.parent.mkdir(parents=True)
    shutil.copyfile(page, kept)
    for content in (None, b"", b"not a database" * 100):
        (root / "gradebook.db").unlink(missing_ok=True)
        if content is not None:
            (root / "gradebook.db").write_bytes(content)
        for command in (["feedback"], ["review", "--no-browser"]):
            run = CliRunner().invoke(app, [*command, "mini", "--course", str(root)])
            assert (run.exit_code, "gradebook" in run.stderr) == (2, True), run.output
        assert kept.read_bytes() == page.read_bytes()


def test_graded_work_that_the_gradebook_does_not_know_gets_no_page_and_is_told(
    course: Course, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(course.root, tmp_path / "course"))
    shutil.copytree(root / "autograded" / "ada", root / "autograded" / "stranger")
    run = CliRunner().invoke(app, ["feedback", "mini", "--course", str(root)])
    assert (run.exit_code, "no page for stranger" in run.stderr) == (1, True), run.output
    assert not (root / "feedback" / "stranger").exists()
    with pytest.raises(CourseError, match="could not write"):
        write_feedback(Course(root), "mini", "stranger")


def test_a_kept_file_that_is_damaged_is_told_and_stays(course: Course) -> None:
    from graders.course.errors import CourseError

    file = course.root / "review-comments.json"
    file.write_text("not JSON", encoding="utf-8")
    with pytest.raises(CourseError, match="cannot be read"):
        Desk(Answers(course, "mini")).keep({"question": "why", "text": "Good."})
    assert file.read_text(encoding="utf-8") == "not JSON"
    file.unlink()


@pytest.mark.slow
def test_a_person_reads_a_class_by_keys_and_undoes(course: Course, server: ReviewServer) -> None:
    heard: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--headless"]
        )
        try:
            page = browser.new_page(viewport={"width": 390, "height": 900})
            page.on("console", lambda message: heard.append(message.text))
            page.on("pageerror", lambda error: heard.append(str(error)))
            page.on(
                "request",
                lambda asked: (
                    None
                    if asked.url.startswith((f"http://{server.host}/", "data:"))
                    else heard.append(asked.url)
                ),
            )
            page.goto(server.address)
            page.wait_for_selector("#rubric button")
            grave = [
                each["id"]
                for each in Axe().run(page).response["violations"]
                if each["impact"] in ("serious", "critical")
            ]
            assert grave == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            seen = ""
            order = Answers(course, "mini").students
            for number, student in enumerate(order, start=1):  # 1: full; 2, 2: half
                seen += page.locator("body").inner_text()
                for key in ("1", "2", "2", "c"):
                    page.keyboard.press(key)
                page.keyboard.type("Say more.")
                if student == order[0]:
                    page.locator("#keep").click()
                    page.wait_for_selector("#snippets button")
                page.keyboard.press("Escape")
                page.locator("#label").click()
                page.keyboard.press("Enter")
                left = len(order) - number
                progress = f"{min(number + 1, len(order))} of {len(order)}; {left} wait"
                expect(page.locator("#progress")).to_have_text(progress)
            assert not any(student in seen for student in STUDENTS), "nobody's name is shown"
            assert page.title() == "Reading answers: mini"
            page.keyboard.press("u")
            expect(page.locator("#progress")).to_have_text("3 of 3; 1 wait")
            assert page.locator("#snippets button").first.inner_text() == "Say more."
        finally:
            browser.close()
    assert heard == []
    comment = "- 1 of 1: Why None\n- 1 of 2: The repair\n\nSay more."
    assert [grade_of(course, student) for student in order] == [(2.0, False, comment)] * 2 + [
        (None, True, None)
    ]
    page_of_feedback = (write_feedback(course, "mini", order[0]) / "mini.html").read_text(encoding="utf-8")
    assert "2 of 3 points" in page_of_feedback
    assert "1 of 2</span>" in page_of_feedback
    assert "Full: watch" not in page_of_feedback
