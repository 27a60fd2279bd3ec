"""A lesson is made of its folder's texts: under a name of its own, with errors that say file and line."""

from __future__ import annotations

import inspect
import json
import sys
import threading
from pathlib import Path

import pytest

from graders.questions import Lesson, UnknownQuestion
from graders.questions.folder import HIDDEN, MOST_KEPT, QUESTIONS, BrokenLesson, Folder, load

TEXT = """
from graders.questions import Lesson, number

lesson = Lesson("{name}")


def right(question):
    return 3.0


lesson.question("length", "A length", asks=[number("length", 1, right)], hidden={hidden})
"""
HIDDEN_TEXT = """
from graders.questions import number

from .questions import lesson, right

lesson.hidden("length", [number("length", 1, right)])
"""


def text(name: str = "made", hidden: float = 0) -> str:
    return TEXT.format(name=name, hidden=hidden)


def written(place: Path, **texts: str) -> Path:
    place.mkdir(exist_ok=True)
    for name, content in texts.items():
        (place / f"{name}.py").write_text(content, encoding="utf-8")
    return place


def broken(modules: dict[str, str], name: str = "made") -> BrokenLesson:
    with pytest.raises(BrokenLesson) as told:
        load(Folder(name, modules, where="there"))
    return told.value


def test_a_lesson_is_made_of_texts_alone() -> None:
    lesson = load(Folder("made", {QUESTIONS: text(hidden=1), HIDDEN: HIDDEN_TEXT}))
    (question,) = lesson
    assert (lesson.name, question.points, question.visible_points) == ("made", 2, 1)
    assert question.faults == ()


def test_a_folder_on_disk_is_read_without_hidden_checks_unless_they_are_asked_for(tmp_path: Path) -> None:
    place = written(
        tmp_path / "made", questions=text(hidden=1), hidden=HIDDEN_TEXT, tests="1 / 0", helpers="x = 1"
    )
    (place / "made.ipynb").write_text('{"cells": []}')
    assert sorted(Folder.read(place).modules) == ["helpers.py", QUESTIONS]
    assert sorted(Folder.read(place, hidden=True).modules) == ["helpers.py", HIDDEN, QUESTIONS]
    assert Folder.read(place).notebook == '{"cells": []}'
    without, within = load(Folder.read(place)), load(Folder.read(place, hidden=True))
    assert without.find("length").hidden_asks == ()
    assert len(within.find("length").hidden_asks) == 1
    assert without.find("length").faults
    assert without is not within


def test_modules_import_each_other_as_a_package_and_nothing_is_on_the_path() -> None:
    helpers = "from graders.questions import number\n\ndef asked():\n    return number('x', 1, 2)\n"
    questions = (
        "from graders.questions import Lesson\nfrom .helpers import asked\n"
        "lesson = Lesson('made')\nlesson.question('x', 'X', asks=[asked()])\n"
    )
    assert load(Folder("made", {QUESTIONS: questions, "helpers.py": helpers})).find("x").points == 1
    assert "questions" not in sys.modules
    assert "helpers" not in sys.modules


def test_the_source_of_a_lessons_function_can_be_read() -> None:
    lesson = load(Folder("made", {QUESTIONS: text()}, where="nowhere/made"))
    (ask,) = lesson.find("length").asks
    right = inspect.getclosurevars(ask.check).nonlocals["right"]
    assert inspect.getsource(right) == "def right(question):\n    return 3.0\n"
    assert right.__code__.co_filename == "nowhere/made/questions.py"


def test_a_lambda_of_a_lesson_is_known_by_its_text_wherever_it_stands() -> None:
    from graders.source.formulas import POINTS, asked_formula

    questions = (
        "from graders.questions import Lesson, number\nlesson = Lesson('made')\n"
        "lesson.question('ä', 'Ä', of=lambda x: x * x + 4.0 * x,\n"
        "    at={'x': 2.0}, asks=[number('x', 1, lambda q: 2)])\n"
    )
    (one, other) = asked_formula(load(Folder("made", {QUESTIONS: questions})).find("ä").of)  # type: ignore[arg-type]
    assert one.values.tolist() == (POINTS * POINTS).tolist()
    assert other.values.tolist() == (4.0 * POINTS).tolist()


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("x = (\n", 1, "SyntaxError: '(' was never closed"),
        ("\nx = 1\n  y = 2\n", 3, "SyntaxError: unexpected indent"),
        ("\n\nprint(undefined)\n", 3, "NameError: name 'undefined' is not defined"),
        ("from graders.questions import gradien\n", 1, "ImportError: cannot import name 'gradien'"),
        ("from .absent import x\n", 1, "ModuleNotFoundError"),
        ("import sys\nsys.exit('no')\n", 2, "SystemExit: no"),
        ("raise ValueError\n", 1, "ValueError"),
        ("def f():\n    raise KeyError('deep')\n\nf()\n", 2, "KeyError: 'deep'"),
        (
            text() + "lesson.question('length', 'Again', asks=[])\n",
            12,
            "two questions of lesson 'made' have the id",
        ),
        (text().replace('number("length", 1', 'number("length", 0'), 11, "is worth 0 points"),
        (text() + "lesson.question('none', 'N', asks=[])\n", 12, "question 'none' asks for nothing"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(content: str, line: int, reason: str) -> None:
    told = broken({QUESTIONS: content})
    assert (told.file, told.line) == ("there/questions.py", line)
    assert told.reason.partition("\n")[0].startswith(reason.partition(":")[0]) or reason in told.reason
    assert reason in told.reason
    assert str(told).startswith(f"there/questions.py, line {line}: ")


def test_a_fault_in_a_module_that_is_imported_is_told_where_it_is() -> None:
    told = broken({QUESTIONS: "from .helpers import x\n", "helpers.py": "\nx = 1 / 0\n"})
    assert (told.file, told.line) == ("there/helpers.py", 2)
    told = broken({QUESTIONS: "from .helpers import x\n", "helpers.py": "\n\nx = = 1\n"})
    assert (told.file, told.line) == ("there/helpers.py", 3)
    told = broken({QUESTIONS: text(), HIDDEN: "from .questions import lesson\nlesson.hidden('lenght', [])\n"})
    assert (told.file, told.line) == ("there/hidden.py", 2)
    assert "UnknownQuestion" in told.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("x = 1\n", "it makes no lesson"),
        ("", "it makes no lesson"),
        (text() + "other = Lesson('made')\n", "it makes 2 lessons"),
        (text("mode"), "its lesson is called 'mode', and its folder 'made'; give both one name"),
    ],
)
def test_a_folder_makes_one_lesson_of_its_own_name(content: str, reason: str) -> None:
    told = broken({QUESTIONS: content})
    assert told.line is None
    assert reason in told.reason


def test_a_lesson_under_two_names_in_its_module_is_one() -> None:
    assert load(Folder("made", {QUESTIONS: text() + "same = lesson\n"})).name == "made"


def test_a_folder_without_questions_says_what_to_put_where(tmp_path: Path) -> None:
    with pytest.raises(BrokenLesson, match=r"questions\.py of the lesson beside its notebook") as told:
        Folder.read(tmp_path)
    assert told.value.file == str(tmp_path / QUESTIONS)


@pytest.mark.parametrize("name", [QUESTIONS, HIDDEN])
def test_modules_that_are_no_text_are_named(tmp_path: Path, name: str) -> None:
    place = written(tmp_path / "made", questions=text())
    (place / name).write_bytes(b"\xff\xfe")
    with pytest.raises(BrokenLesson, match="it is not text in UTF-8") as told:
        Folder.read(place, hidden=True)
    assert told.value.file == str(place / name)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    place = written(tmp_path / "made")
    (place / QUESTIONS).write_bytes(b"\xef\xbb\xbf" + text().encode())
    assert load(Folder.read(place)).name == "made"


def test_two_lessons_with_the_same_ids_live_beside_each_other() -> None:
    one = load(Folder("one", {QUESTIONS: text("one")}))
    other = load(Folder("other", {QUESTIONS: text("other")}))
    assert one.find("length").lesson == "one"
    assert other.find("length").lesson == "other"


def test_the_same_texts_are_the_same_lesson_and_others_another() -> None:
    first = load(Folder("made", {QUESTIONS: text()}, where="a"))
    assert load(Folder("made", {QUESTIONS: text()}, where="a")) is first
    assert load(Folder("made", {QUESTIONS: text() + "# changed\n"}, where="a")) is not first
    assert load(Folder("made", {QUESTIONS: text()}, where="b")) is not first


def test_a_lesson_that_is_broken_stays_so_and_leaves_no_module_behind() -> None:
    folder = Folder("made", {QUESTIONS: "import json\n1 / 0\n"}, where="there")
    for _ in range(2):
        with pytest.raises(BrokenLesson, match="line 2: ZeroDivisionError"):
            load(folder)
    assert [name for name in sys.modules if name.startswith(folder.package)] == []


def test_many_lessons_are_loaded_without_keeping_them_all() -> None:
    folders = [Folder("made", {QUESTIONS: text() + f"# {number}\n"}) for number in range(3 * MOST_KEPT)]
    for folder in folders:
        assert len(load(folder)) == 1
    kept = [folder for folder in folders if folder.package in sys.modules]
    assert 0 < len(kept) <= MOST_KEPT
    assert load(folders[0]).find("length").points == 1


def test_threads_that_load_the_same_lesson_get_the_same() -> None:
    folder = Folder("made", {QUESTIONS: "import time\ntime.sleep(0.05)\n" + text()}, where="threads")
    found: list[Lesson] = []
    threads = [threading.Thread(target=lambda: found.append(load(folder))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(map(id, found))) == 1


def test_a_lesson_knows_the_notebook_that_came_with_its_texts() -> None:
    def notebook(source: str) -> str:
        return json.dumps({"cells": [{"cell_type": "code", "id": "given", "source": source, "metadata": {}}]})

    for source in ("x = 1", "x = 2"):
        lesson = load(Folder("made", {QUESTIONS: text()}, notebook(source), "with notebook"))
        assert lesson.given("given").is_as_given(source)


@pytest.mark.parametrize(("id", "nearest"), [("lenght", ("length",)), ("zzz", ())])
def test_an_unknown_question_carries_the_nearest_ids(id: str, nearest: tuple[str, ...]) -> None:
    with pytest.raises(UnknownQuestion) as told:
        load(Folder("made", {QUESTIONS: text()})).find(id)
    assert (told.value.id, told.value.nearest) == (id, nearest)


@pytest.mark.parametrize("name", ["01-tensors", "Übung 3", "a.b", "class"])
def test_a_lesson_may_be_called_anything_that_a_folder_may(name: str) -> None:
    assert load(Folder(name, {QUESTIONS: text(name)})).name == name


@pytest.mark.parametrize("hidden", [-1, float("nan")])
def test_hidden_points_that_make_no_sense_are_refused(hidden: float) -> None:
    content = text(hidden=hidden).replace("nan", "float('nan')")
    assert "points for hidden checks; give it 0 or more" in broken({QUESTIONS: content}).reason
