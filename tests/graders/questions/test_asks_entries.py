"""Asks for several small answers at once: tables, predictions, shapes, dtypes, orders."""

from __future__ import annotations

import pytest

from graders.questions import dtype, order, predictions, shape, table

from .tried import NOT_ANSWERED, said, tried

RIGHT = {"loss": 9.0, "kind": "Variable", "watched": True, "upstream": None, "shape": (3, 1)}
ALL = "t = {'loss': 9, 'kind': 'variable', 'watched': True, 'upstream': None, 'shape': (3, 1)}"


@pytest.mark.parametrize(
    ("old", "new", "lost", "words"),
    [
        ("9", "9.0", 0, ""),
        ("9", "ad.constant(9.0)", 0, ""),
        ("9", "8", 1, "`t['loss']` is 8, which is not the right number."),
        ("9", "'9'", 1, "quotation marks"),
        ("9", "None", 1, "`t['loss']` is None, which is not right."),
        ("9", "...", 1, "still `...`"),
        ("'variable'", "' Variable '", 0, ""),
        ("'variable'", "'constant'", 1, "`t['kind']` is 'constant', which is not right."),
        ("'variable'", "3", 1, "`t['kind']` is 3"),
        ("True", "False", 1, "`t['watched']` is False"),
        ("True", "1", 1, "`t['watched']` is 1"),
        ("None", "'None'", 0, ""),
        ("None", "0", 1, "`t['upstream']` is 0, which is not right."),
        ("None", "...", 1, "still `...`"),
        ("(3, 1)", "[3, 1]", 0, ""),
        ("(3, 1)", "'(3, 1)'", 0, ""),
        ("(3, 1)", "(1, 3)", 1, "`t['shape']` is (1, 3)"),
        ("(3, 1)", "3", 1, "`t['shape']` is"),
        ("'loss': 9", "'los': 9", 1, "`t['loss']` is missing. There is 'los'; is it meant?"),
    ],
)
def test_each_entry_of_a_table_is_judged_for_itself(old: str, new: str, lost: int, words: str) -> None:
    assert old in ALL
    verdict = tried(table("t", 5, RIGHT), ALL.replace(old, new, 1))
    assert verdict.earned == 5 - lost
    assert words in said(verdict)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("t = [9, 'variable']", "Give a dictionary with the keys 'loss', 'kind'"),
        ("t = None", "Give a dictionary"),
        ("t = {}", "`t['loss']` is missing."),
        *[(code.replace("NAME", "t"), words) for code, words in NOT_ANSWERED],
    ],
)
def test_what_is_no_table_earns_nothing(code: str, words: str) -> None:
    verdict = tried(table("t", 5, RIGHT), code)
    assert verdict.earned == 0
    assert words in said(verdict)


def test_a_table_has_words_of_its_own_for_wrong_entries_and_may_depend_on_the_question() -> None:
    asked = table("t", 1, lambda question: {"x": question.at["x"]}, words={"x": {9.0: "That is its square."}})
    assert tried(asked, "t = {'x': 3}", of=abs, at={"x": 3.0}).earned == 1
    assert "That is its square." in said(tried(asked, "t = {'x': 9}", of=abs, at={"x": 3.0}))
    assert "square" not in said(tried(asked, "t = {'x': 8}", of=abs, at={"x": 3.0}))


def test_a_table_whose_keys_are_no_texts_is_told() -> None:
    verdict = tried(table("t", 1, {"one": 1}), "t = {1: 1}")
    assert verdict.earned == 0
    assert "its keys should be texts" in said(verdict)


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("p = [6.0, None, 'RuntimeError', (2,)]", 2, ""),
        ("p = (6, 'None', 'runtimeerror', [2])", 2, ""),
        ("p = [6.0, 0, 'RuntimeError', (2,)]", 1.5, "`p[1]` is 0"),
        ("p = [5, 0, 'ValueError', (3,)]", 0, "`p[0]` is 5"),
        ("p = [6.0, None, 'RuntimeError']", 0, "`p` is a list of 3. Give a list with 4 entries"),
        ("p = [..., None, ..., ...]", 0.5, "`p[0]` is still `...`"),
        ("p = 6.0", 0, "Give a list with 4 entries"),
        ("p = None", 0, "Give a list with 4 entries"),
        ("p = {'a': 1}", 0, "Give a list with 4 entries"),
        *[(code.replace("NAME", "p"), 0, words) for code, words in NOT_ANSWERED],
    ],
)
def test_predictions_are_judged_one_by_one(code: str, earned: float, words: str) -> None:
    verdict = tried(predictions("p", 2, [6.0, None, "RuntimeError", (2,)]), code)
    assert verdict.earned == earned
    assert words in said(verdict)


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("v = ad.zeros([2, 3])", 1, ""),
        ("v = ad.Variable([[1.0, 2, 3], [4, 5, 6]])", 1, ""),
        ("v = [[1, 2, 3], [4, 5, 6]]", 1, ""),
        ("v = ad.zeros([3, 2])", 0, "has shape (3, 2)"),
        ("v = 5", 0, "has shape ()"),
        ("v = 'text'", 0, "A tensor was asked for."),
        ("v = None", 0, "A tensor was asked for."),
        ("v = [[1, 2], [3]]", 0, "A tensor was asked for."),
        *[(code.replace("NAME", "v"), 0, words) for code, words in NOT_ANSWERED],
    ],
)
def test_a_shape(code: str, earned: float, words: str) -> None:
    verdict = tried(shape("v", 1, (2, 3)), code)
    assert verdict.earned == earned
    assert words in said(verdict)


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("v = ad.constant(1.0)", 1, ""),
        ("v = ad.Variable([1.0, 2.0])", 1, ""),
        ("v = ad.constant(1)", 0, "holds int32"),
        ("v = ad.constant(1.0, 'float64')", 0, "holds float64"),
        ("v = 1.0", 0, "has no dtype. Make a tensor of it."),
        ("v = None", 0, "has no dtype"),
        ("v = 'float32'", 0, "has no dtype"),
        *[(code.replace("NAME", "v"), 0, words) for code, words in NOT_ANSWERED],
    ],
)
def test_a_dtype(code: str, earned: float, words: str) -> None:
    verdict = tried(dtype("v", 1, "float32"), code)
    assert verdict.earned == earned
    assert words in said(verdict)


STEPS = ["make a variable", "open the tape", "compute", "ask"]
AFTER = {"compute": ["make a variable", "open the tape"], "ask": ["compute"]}


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("o = ['make a variable', 'open the tape', 'compute', 'ask']", 1, ""),
        ("o = ('Open the tape', ' make  a variable', 'COMPUTE', 'ask')", 1, ""),
        ("o = ['make a variable', 'compute', 'open the tape', 'ask']", 0, "At place 2 stands 'compute'"),
        ("o = ['ask', 'make a variable', 'open the tape', 'compute']", 0, "At place 1 stands 'ask'"),
        ("o = ['make a variable', 'open the tape', 'compute']", 0, "'ask' is missing."),
        ("o = ['compute']", 0, "3 are missing, such as 'make a variable'"),
        ("o = []", 0, "4 are missing"),
        ("o = ['ask', 'ask', 'compute', 'open the tape']", 0, "'ask' is there 2 times"),
        ("o = ['make tea']", 0, "'make tea' is not one of"),
        ("o = 'ask'", 0, "Give a list of texts"),
        ("o = [1, 2]", 0, "Give a list of texts"),
        ("o = None", 0, "Give a list of texts"),
        *[(code.replace("NAME", "o"), 0, words) for code, words in NOT_ANSWERED],
    ],
)
def test_an_order_is_right_in_every_order_that_works(code: str, earned: float, words: str) -> None:
    verdict = tried(order("o", 1, STEPS, AFTER), code)
    assert verdict.earned == earned
    assert words in said(verdict)


def test_an_order_that_speaks_of_something_else_is_refused_when_the_lesson_is_loaded() -> None:
    with pytest.raises(ValueError, match="'tea' is not among its items"):
        order("o", 1, STEPS, {"ask": ["tea"]})


@pytest.mark.parametrize(
    ("entry", "told"),
    [("'none'", True), ("'sums'", True), ("'mean'", False), ("...", False), ("3", False), ("'Sum'", False)],
)
def test_of_a_text_that_was_not_offered_the_offered_ones_are_named(entry: str, told: bool) -> None:
    asked = table("t", 1, {"loss": "sum"}, among=("sum", "mean"))
    words = said(tried(asked, f"t = {{'loss': {entry}}}"))
    assert ("Write one of 'sum', 'mean'." in words) == told
