"""Reading a student's variables and calling their functions, however these behave."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy
import pytest

import autodiff_lite as ad
from graders.answers.interface import (
    AnswerError,
    CallFailed,
    NoSource,
    NotAFunction,
    StillDots,
    TooSlow,
    Unset,
    WrongKind,
    as_tensor,
    as_variable,
)
from graders.answers.local import LocalAnswers
from graders.answers.time_limit import TimeUp, time_limit


class Hostile:
    """Every way of looking at it fails."""

    def _fail(self, *_: Any) -> Any:
        raise RuntimeError("do not look")

    __repr__ = __str__ = __float__ = __array__ = __iter__ = __len__ = __eq__ = __hash__ = _fail  # type: ignore[assignment]


def test_plain_data_is_read_as_it_is() -> None:
    names = {"a": 1, "b": "text", "c": True, "d": (1, [2.5]), "e": {"x": 1}}
    assert [LocalAnswers(names).value(name) for name in names] == [1, "text", True, [1, [2.5]], {"x": 1}]


def test_tensors_and_variables_become_arrays() -> None:
    answers = LocalAnswers({"t": ad.constant([1.0, 2.0]), "v": ad.Variable(3)})
    assert isinstance(answers.value("t"), numpy.ndarray)
    assert numpy.array_equal(answers.value("t"), [1.0, 2.0])  # type: ignore[arg-type]
    assert answers.value("v").dtype == numpy.int32  # type: ignore[union-attr]


def test_an_array_that_was_read_is_a_copy() -> None:
    mine = numpy.zeros(2)
    theirs = LocalAnswers({"a": mine}).value("a")
    theirs[0] = 1.0  # type: ignore[index]
    assert mine[0] == 0.0


def test_an_unset_name_offers_the_nearest_one_and_says_to_run_the_cell() -> None:
    with pytest.raises(Unset) as caught:
        LocalAnswers({"slpoe": 13, "_slope": 1}).value("slope")
    assert "`slope` is not set yet. Did you mean `slpoe`?" in caught.value.sentence
    assert "cell above" in caught.value.sentence


@pytest.mark.parametrize("near", [{"slopes": ...}, {"slopes": sys}, {"steep_slope": 1}])
def test_no_name_is_offered_that_holds_no_answer_or_is_another_one(near: dict[str, Any]) -> None:
    with pytest.raises(Unset) as caught:
        LocalAnswers(near).value("slope")
    assert "Did you mean" not in caught.value.sentence


def test_a_class_is_taken_for_a_word_without_quotation_marks() -> None:
    with pytest.raises(WrongKind, match='write quotation marks: `"NameError"`'):
        LocalAnswers({"choice": NameError}).value("choice")


def test_the_dots_of_the_lesson_count_as_not_answered() -> None:
    with pytest.raises(StillDots, match="Replace the dots"):
        LocalAnswers({"slope": ...}).value("slope")
    with pytest.raises(StillDots):
        LocalAnswers({"f": ...}).call("f", 1)


endless: list[Any] = []
endless.append(endless)


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (Hostile(), "an object of type Hostile"),
        ([Hostile()], "an object of type Hostile"),
        (1j, "complex number"),
        (numpy.array([1j]), "complex numbers"),
        (numpy.array([{}, []], dtype=object), "dtype object"),
        (print, "a function"),
        ({1, 2}, "a set"),
        ({1: 2}, "its keys should be texts"),
        (endless, "Is a list inside itself?"),
        ("x" * 200_000, "too long"),
        (numpy.zeros(2_000_000), "too many"),
        (ad.GradientTape(), "a tape"),
        (range(3), "an object of type range"),
    ],
)
def test_what_is_not_plain_data_is_named(thing: Any, words: str) -> None:
    with pytest.raises(WrongKind) as caught:
        LocalAnswers({"slope": thing}).value("slope")
    assert words in caught.value.sentence


def test_a_function_is_called_with_numbers_tensors_or_variables() -> None:
    answers = LocalAnswers({"kind": lambda x: type(x).__name__, "twice": lambda x: 2 * x})
    assert answers.call("twice", 3.0) == 6.0
    assert answers.call("kind", as_variable(1.0)) == "Variable"
    assert answers.call("twice", as_tensor([1.0, 2.0])).tolist() == [2.0, 4.0]  # type: ignore[union-attr]


def test_a_function_that_raises_is_reported_with_its_call() -> None:
    def slope_at(x: float) -> float:
        return x / 0

    with pytest.raises(CallFailed, match=r"`slope_at\(2.0\)` stopped with ZeroDivisionError"):
        LocalAnswers({"slope_at": slope_at}).call("slope_at", 2.0)


@pytest.mark.parametrize("problem", [SystemExit(), RecursionError("deep"), Exception(Hostile())])
def test_nothing_a_function_raises_gets_through(problem: BaseException) -> None:
    def f() -> None:
        raise problem

    with pytest.raises(CallFailed):
        LocalAnswers({"f": f}).call("f")


def test_what_is_no_function_is_said() -> None:
    with pytest.raises(NotAFunction, match="`slope_at` should be a function, but it is a number"):
        LocalAnswers({"slope_at": 2.0}).call("slope_at", 1.0)


def test_what_a_function_prints_or_warns_stays_out_of_the_cell(capsys: pytest.CaptureFixture[str]) -> None:
    def noisy() -> float:
        print("here")
        print("there", file=sys.stderr)
        return float(numpy.log(numpy.float64(-1.0)))

    LocalAnswers({"noisy": noisy}).call("noisy")
    assert capsys.readouterr() == ("", "")


def loop() -> None:
    while True:
        pass


def stubborn() -> None:
    while True:
        try:
            time.sleep(0.01)
        except BaseException:
            if time.monotonic() > stubborn_until[0]:
                raise


stubborn_until = [0.0]


@pytest.mark.parametrize("function", [loop, stubborn])
def test_an_endless_function_is_stopped(function: Any) -> None:
    stubborn_until[0] = time.monotonic() + 0.4
    with pytest.raises(TooSlow, match="one of its loops never end"):
        LocalAnswers({"f": function}).call("f", seconds=0.2)


def test_an_endless_loop_is_stopped_outside_the_main_thread_too() -> None:
    caught: list[BaseException] = []

    def run() -> None:
        try:
            with time_limit(0.2):
                loop()
        except TimeUp as up:
            caught.append(up)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(20)
    assert caught


def test_a_time_limit_inside_another_leaves_the_outer_one_in_force() -> None:
    def outer() -> None:
        with time_limit(0.5):
            LocalAnswers({"f": lambda: 1}).call("f", seconds=0.1)
            loop()

    with pytest.raises(TimeUp):
        outer()


CELLS = [
    "",
    "slope = 1",
    "def helper(x):\n    slope = x\n    return slope",
    "with ad.GradientTape() as tape:\n    y = x * x\nslope = tape.gradient(y, x)",
    "print('broken",
    "def slope_at(x):\n    '''Doc.'''\n    return 2 * x\n\n\ntask = slope_at(2)",
]


def test_the_source_of_a_variable_is_the_cell_that_last_set_it() -> None:
    assert LocalAnswers({"In": CELLS, "slope": 2}).source("slope") == CELLS[3]


def test_the_source_of_a_function_is_its_own_definition() -> None:
    answers = LocalAnswers({"In": CELLS, "slope_at": abs})
    assert answers.source("slope_at") == "def slope_at(x):\n    '''Doc.'''\n    return 2 * x"


def test_the_source_without_a_name_is_everything_that_ran() -> None:
    source = LocalAnswers({"In": CELLS}).source()
    assert source.startswith("slope = 1\n\ndef helper")
    assert source.endswith("task = slope_at(2)")


def test_without_a_notebook_the_source_of_a_function_is_still_found() -> None:
    assert LocalAnswers({"loop": loop}).source("loop").startswith("def loop()")
    with pytest.raises(NoSource):
        LocalAnswers({"x": 1}).source("x")


def test_every_error_of_answers_is_a_sentence_for_a_student() -> None:
    for name, arguments in [("missing", ()), ("value", ())]:
        with pytest.raises(AnswerError) as caught:
            LocalAnswers({"value": 1}).call(name, *arguments)
        assert caught.value.sentence.endswith(".")


def test_a_shape_a_named_tuple_and_a_counting_dictionary_are_read_as_what_they_hold() -> None:
    class Pair(NamedTuple):
        east: float
        north: float

    class Liar(list):
        def __iter__(self) -> Iterator[int]:
            return iter([42])

    names = {
        "shape": ad.zeros((2, 3)).shape,
        "pair": Pair(1.0, 2.0),
        "counts": Counter("aab"),
        "liar": Liar([1, 2]),
    }
    answers = LocalAnswers(names)
    assert answers.value("shape") == [2, 3]
    assert answers.value("pair") == [1.0, 2.0]
    assert answers.value("counts") == {"a": 2, "b": 1}
    assert answers.value("liar") == [1, 2]
