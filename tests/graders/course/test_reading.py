"""A notebook is what Jupyter opens: what breaks the format where no grade depends on it is put right."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from graders.course.reading import read, read_notebook

from .lesson import FULL, Notebook, as_bytes, graded, named, solved

Edit = Callable[[Notebook], Any]


def code(made: Notebook) -> list[Notebook]:
    return [each for each in made["cells"] if each["cell_type"] == "code"]


def each_cell(**keys: Any) -> Edit:
    return lambda made: [each.update(copy.deepcopy(keys)) for each in made["cells"]]


def each_code_cell(**keys: Any) -> Edit:
    return lambda made: [each.update(copy.deepcopy(keys)) for each in code(made)]


def without(*keys: str) -> Edit:
    return lambda made: [each.pop(key, None) for each in made["cells"] for key in keys]


def output(**keys: Any) -> Edit:
    return each_code_cell(outputs=[keys])


SILENT: dict[str, Edit] = {
    "no counts": without("execution_count"),
    "no outputs": without("outputs"),
    "no ids": without("id"),
    "ids of format 4.5 in 4.4": lambda made: made.update(nbformat_minor=4),
    "a minor version to come": lambda made: made.update(nbformat_minor=9),
    "no minor version": lambda made: made.pop("nbformat_minor"),
    "a minor version in words": lambda made: made.update(nbformat_minor="5"),
    "the same id in each cell": each_cell(id="same"),
    "ids that are numbers": each_cell(id=7),
    "ids with blanks": lambda made: [each.update(id=f"{each['id']} x") for each in made["cells"]],
    "ids that are too long": lambda made: [each.update(id=each["id"] * 40) for each in made["cells"]],
    "counts in words": each_code_cell(execution_count="1"),
    "a count below nothing": each_code_cell(execution_count=-1),
    "unknown keys": each_cell(transient={}, languageId="python"),
    "outputs on text": lambda made: named(made, "why").update(outputs=[], execution_count=None),
    "attachments on code": each_code_cell(attachments={}),
    "attachments that are a list": lambda made: named(made, "why").update(attachments=[]),
    "no metadata of the notebook": lambda made: made.pop("metadata"),
    "metadata that is a list": lambda made: made.update(metadata=[]),
    "a kernel with only a name": lambda made: made["metadata"].update(kernelspec={"name": "python3"}),
    "a kernel without a name": lambda made: made["metadata"].update(kernelspec={"display_name": "Python"}),
    "a kernel that is nothing": lambda made: made["metadata"].update(kernelspec=None),
    "a language without a name": lambda made: made["metadata"].update(language_info={"version": "3"}),
    "an original format that is nothing": lambda made: made["metadata"].update(orig_nbformat=None),
    "unknown keys of the notebook": lambda made: made.update(signature="x", toc=[]),
    "tags that are one word": lambda made: [each["metadata"].update(tags="x") for each in made["cells"]],
    "the same tag twice": lambda made: [each["metadata"].update(tags=["x", "x"]) for each in made["cells"]],
    "a name that is empty": lambda made: [each["metadata"].update(name="") for each in made["cells"]],
    "collapsed in words": lambda made: [each["metadata"].update(collapsed="false") for each in code(made)],
    "scrolled by a number": lambda made: [each["metadata"].update(scrolled=3) for each in code(made)],
    "numbers for times": lambda made: [each["metadata"].update(execution={"a": 1}) for each in code(made)],
    "a stream with metadata": output(output_type="stream", name="stdout", text="x", metadata={}),
    "a stream without a name": output(output_type="stream", text=["x"]),
    "a result without a count": output(output_type="execute_result", data={"text/plain": "1"}, metadata={}),
    "a display without metadata": output(output_type="display_data", data={"text/plain": "1"}),
    "a display without data": output(output_type="display_data", metadata={}),
    "an error without a trace": output(output_type="error", ename="E", evalue="e"),
    "an error that names nothing": output(output_type="error"),
    "an output of no kind": output(text="x"),
    "an output that is a word": each_code_cell(outputs=["x"]),
    "outputs that are a word": each_code_cell(outputs="x"),
    "a picture that is a number": output(output_type="display_data", data={"image/png": 3}, metadata={}),
    "a text that is a number": output(output_type="stream", name="stdout", text=3),
    "sources in lines": lambda made: [
        each.update(source=each["source"].splitlines(keepends=True)) for each in made["cells"]
    ],
    "line ends of Windows": lambda made: [
        each.update(source=each["source"].replace("\n", "\r\n")) for each in made["cells"]
    ],
    "line ends of an old Mac": lambda made: [
        each.update(source=each["source"].replace("\n", "\r")) for each in made["cells"]
    ],
    "blanks at the ends of lines": lambda made: [
        each.update(source=each["source"].replace("\n", "  \n") + "\n\n") for each in made["cells"]
    ],
}  # fmt: skip


@pytest.mark.parametrize("edit", SILENT.values(), ids=SILENT.keys())
def test_what_no_grade_depends_on_is_put_right_without_a_word(edit: Edit) -> None:
    made = solved()
    edit(made)
    assert graded(made) == (FULL, ())


def a_cell_without_metadata(made: Notebook) -> None:
    for each in made["cells"]:
        if not each["metadata"]:
            del each["metadata"]


def a_byte_order_mark(made: Notebook) -> bytes:
    return b"\xef\xbb\xbf" + as_bytes(made)


def line_ends_of_windows_in_the_file(made: Notebook) -> bytes:
    return as_bytes(made).replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    "edit", [a_cell_without_metadata, a_byte_order_mark, line_ends_of_windows_in_the_file]
)
def test_files_as_editors_leave_them_are_read_without_a_word(edit: Edit) -> None:
    made = solved()
    assert graded(edit(made) or made) == (FULL, ())


def an_unknown_kind(made: Notebook) -> None:
    named(made, "a-root")["cell_type"] = "python"


def no_kind(made: Notebook) -> None:
    del named(made, "a-double")["cell_type"]


def something_that_is_no_cell(made: Notebook) -> None:
    made["cells"].insert(1, "a cell")


def a_line_that_is_no_text(made: Notebook) -> None:
    place = named(made, "a-double")
    place["source"] = [*place["source"].splitlines(keepends=True), None]


def a_text_that_is_none(made: Notebook) -> None:
    made["cells"].append({"cell_type": "markdown", "id": "x", "metadata": {}, "source": 3})


def letters_of_windows(made: Notebook) -> bytes:
    named(made, "why")["source"] += " Voilà, Zoë."
    return json.dumps(made, ensure_ascii=False).encode("cp1252")


def letters_of_two_bytes(made: Notebook) -> bytes:
    return json.dumps(made).encode("utf-16")


GUESSED = [
    an_unknown_kind, no_kind, something_that_is_no_cell, a_line_that_is_no_text, a_text_that_is_none,
    letters_of_windows, letters_of_two_bytes,
]  # fmt: skip


@pytest.mark.parametrize("edit", GUESSED)
def test_where_something_was_guessed_a_remark_says_what(edit: Edit) -> None:
    made = solved()
    points, remarks = graded(edit(made) or made)
    assert points == FULL
    assert [remark.kind for remark in remarks] == ["repaired"]
    assert remarks[0].text.startswith("the file was repaired: ")


def test_letters_of_another_encoding_are_read_as_what_they_were() -> None:
    found = read_notebook(letters_of_windows(solved()))
    assert any("Voilà, Zoë." in cell.source for cell in found.cells)


def test_older_formats_are_read_as_their_cells_now() -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "metadata": {}, "source": "Old"},
        {"cell_type": "code", "input": "x = 1", "language": "python", "metadata": {}, "outputs": []},
    ]
    old = {"worksheets": [{"cells": cells}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}
    assert [cell.source for cell in read_notebook(json.dumps(old).encode()).cells] == ["# Old", "x = 1"]


def test_ids_that_are_whole_are_kept_when_a_file_is_repaired() -> None:
    made = solved()
    made["nbformat_minor"] = 4
    assert [cell.id for cell in read_notebook(as_bytes(made)).cells] == [each["id"] for each in made["cells"]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"7z\xbc\xaf\x27\x1c", "it is a compressed file"),
        (b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs", "a merge that was not finished"),
        (b'{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> theirs\n]}', "a merge that was not finished"),
        (b"\xff\xfe\x00j", r"not text \(UTF-8\)"),
        (b"caf\xe9", r"not text \(UTF-8\)"),
        (b'{"cells": [' + b"1" * 5000 + b"]}", "its JSON cannot be read"),
        (b'{"cells": [], "nbformat": 5, "nbformat_minor": 0, "metadata": {}}', "breaks the notebook format"),
        (b'{"worksheets": [1], "nbformat": 3, "metadata": {}}', "breaks the notebook format"),
    ],
    ids=range(8),
)
def test_what_is_no_notebook_is_named(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read(data)
