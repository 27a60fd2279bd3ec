"""Asks for several small answers at once: a table, a list of predictions, shapes and dtypes, an order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy

from graders.answers.plain import DOTS, kind_of
from graders.questions.ask import Ask
from graders.questions.compare import compare, show
from graders.questions.criterion import Criterion

if TYPE_CHECKING:
    from graders.answers import Answers
    from graders.questions.question import Question

Words = Mapping[Any, Mapping[Any, str]]


def table(
    name: str,
    points: float,
    right: Mapping[str, Any] | Callable[..., Any],
    *,
    words: Words | None = None,
    among: Sequence[str] = (),
    praise: str = "",
) -> Ask:
    """A dictionary with an entry for each key of `right`: numbers, texts, True or False, None, shapes.

    The points are shared among the entries. `words` maps a key to wrong entries and what is said of them.
    `among` are the texts that were offered: of another text these are named.
    """
    offered = {_plain_text(each) for each in among}

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        wanted = right(question) if callable(right) else right
        given = answers.value(name)
        if not isinstance(given, dict):
            keys = ", ".join(map(repr, wanted))
            told = f"`{name}` is {kind_of(given)}. Give a dictionary with the keys {keys}."
            yield Criterion("The table", points, False, told)
            return
        unknown = [key for key in given if key not in {str(each) for each in wanted}]
        praised = False  # the same words do not stand there twice
        for key, expected in wanted.items():
            entry = f"{name}[{key!r}]"
            if str(key) not in given:
                near = f" There is {unknown[0]!r}; is it meant?" if unknown else ""
                yield Criterion(f"`{key}`", points / len(wanted), False, f"`{entry}` is missing.{near}")
                continue
            told = entry_feedback(given[str(key)], expected, entry, (words or {}).get(key, {}))
            if told and offered and _is_another_text(given[str(key)], offered):
                told = f"{told} Write one of {', '.join(map(repr, among))}."
            said = f"{_said(given[str(key)])} is right." if praised or not praise else praise
            praised = praised or not told
            yield Criterion(f"`{key}`", points / len(wanted), not told, told, said)

    return Ask(check, points, (name,), f"table({name!r})")


def predictions(
    name: str,
    points: float,
    right: Sequence[Any] | Callable[..., Any],
    *,
    words: Words | None = None,
    praise: str = "",
) -> Ask:
    """A list with an entry for each of `right`: a number, None, a text (such as an error's name), a shape.

    The points are shared among the entries. `words` maps a place (from 0) to wrong entries and what is said.
    """

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        wanted = list(right(question) if callable(right) else right)
        given = answers.value(name)
        given = given.tolist() if isinstance(given, numpy.ndarray) else given
        if not isinstance(given, list) or len(given) != len(wanted):
            what = f"a list of {len(given)}" if isinstance(given, list) else kind_of(given)
            told = (
                f"`{name}` is {what}. Give a list with {len(wanted)} entries, in the order of the question."
            )
            yield Criterion("The predictions", points, False, told)
            return
        praised = False
        for place, (entry, expected) in enumerate(zip(given, wanted, strict=True)):
            shown = f"{name}[{place}]"
            told = entry_feedback(entry, expected, shown, (words or {}).get(place, {}))
            said = f"{_said(entry)} is right." if praised or not praise else praise
            praised = praised or not told
            yield Criterion(f"Number {place + 1}", points / len(wanted), not told, told, said)

    return Ask(check, points, (name,), f"predictions({name!r})")


def shape(
    name: str, points: float, right: Sequence[int], *, title: str = "The shape", praise: str = ""
) -> Ask:
    """A tensor of this shape, whatever it holds."""

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        given = _shape_of(answers.value(name))
        told = (
            ""
            if given == tuple(right)
            else f"`{name}` has shape {_shown(given)}, and not the one that is asked for."
        )
        if given is None:
            told = f"`{name}` is {kind_of(answers.value(name))}. A tensor was asked for."
        yield Criterion(title, points, not told, told, praise)

    return Ask(check, points, (name,), f"shape({name!r})")


def dtype(name: str, points: float, right: str, *, title: str = "The dtype", praise: str = "") -> Ask:
    """A tensor of this dtype, such as "float32"."""

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        value = answers.value(name)
        given = str(getattr(value, "dtype", ""))
        told = "" if given == right else f"`{name}` holds {given}. Which dtype was asked for?"
        if not given:
            told = f"`{name}` is {kind_of(value)}, which has no dtype. Make a tensor of it."
        yield Criterion(title, points, not told, told, praise)

    return Ask(check, points, (name,), f"dtype({name!r})")


def order(
    name: str,
    points: float,
    items: Sequence[str],
    after: Mapping[str, Sequence[str]],
    *,
    title: str = "The order",
    praise: str = "",
) -> Ask:
    """A list of all the `items` in an order that works: each one after those that `after` names for it."""
    known = {_plain_text(item): item for item in items}
    for item, earlier in after.items():
        for each in (item, *earlier):
            if _plain_text(each) not in known:
                raise ValueError(f"order({name!r}): {each!r} is not among its items")

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        told = _order_feedback(answers.value(name), name, known, after)
        yield Criterion(title, points, not told, told, praise)

    return Ask(check, points, (name,), f"order({name!r})")


def _order_feedback(
    given: Any, name: str, known: Mapping[str, str], after: Mapping[str, Sequence[str]]
) -> str:
    listed = ", ".join(map(repr, known.values()))
    if isinstance(given, list) and any(not isinstance(each, str) for each in given):
        other = next(each for each in given if not isinstance(each, str))
        return f"`{name}` holds {kind_of(other)}. Give a list of texts: {listed}, in your order."
    if not isinstance(given, list):
        return f"`{name}` is {kind_of(given)}. Give a list of texts: {listed}, in your order."
    texts = [_plain_text(each) for each in given]
    for each, text in zip(given, texts, strict=True):
        if text not in known:
            return f"{each!r} is not one of {listed}."
        if texts.count(text) > 1:
            return f"{each!r} is there {texts.count(text)} times; each stands once."
    if missing := [item for text, item in known.items() if text not in texts]:
        return (
            f"{missing[0]!r} is missing."
            if len(missing) == 1
            else f"{len(missing)} are missing, such as {missing[0]!r}."
        )
    for place, text in enumerate(texts):
        item = known[text]
        needed = {_plain_text(each) for each in after.get(item, ())}
        if needed - set(texts[:place]):
            return f"At place {place + 1} stands {item!r}. Is all that it needs there by then?"
    return ""


def _is_another_text(given: Any, offered: set[str]) -> bool:
    """Whether an entry is a text, and none of those that were offered."""
    return isinstance(given, str) and given != DOTS and _plain_text(given) not in offered


def entry_feedback(given: Any, expected: Any, name: str, words: Mapping[Any, str]) -> str:
    """What is wrong with one entry, in words; empty where it is right.

    >>> entry_feedback(None, None, "t['x']", {}), entry_feedback("None", None, "t['x']", {})
    ('', '')
    """
    told = _wrong(given, expected, name)
    if not told:
        return ""
    own = next((text for wrong, text in words.items() if not _wrong(given, wrong, name)), "")
    return f"{told} {own}".strip()


def _wrong(given: Any, expected: Any, name: str) -> str:
    if isinstance(given, str) and given == DOTS:
        return f"`{name}` is still `...`."
    if expected is None:
        said = given is None or (isinstance(given, str) and _plain_text(given) == "none")
        return "" if said else f"`{name}` is {_said(given)}, which is not right."
    if isinstance(expected, bool):
        return "" if given is expected else f"`{name}` is {_said(given)}, which is not right."
    if isinstance(expected, str):
        if not isinstance(given, str):
            return f"`{name}` is {_said(given)}. A text was asked for, in quotation marks."
        same = _plain_text(given) == _plain_text(expected)
        return "" if same else f"`{name}` is {_said(given)}, which is not right."
    if isinstance(expected, tuple):
        shape = _shape_written(given)
        return "" if shape == expected else f"`{name}` is {_said(given)}, which is not right."
    if given is None:
        return f"`{name}` is None, which is not right."
    return compare(given, expected, name=name).feedback


def _said(given: Any) -> str:
    if isinstance(given, float):
        return show(given)
    if given is None or isinstance(given, bool | int | str):
        return repr(given) if not isinstance(given, str) else repr(given[:60])
    shape = _shape_written(given)
    return str(shape) if shape is not None else kind_of(given)


def _shape_written(given: Any) -> tuple[int, ...] | None:
    """A shape as a student writes it: a tuple, a list, a single number, or a text such as "(3, 1)"."""
    if isinstance(given, str):
        if not re.fullmatch(r"\s*[(\[]?\s*(\d+\s*(,\s*\d+\s*)*,?)?\s*[)\]]?\s*", given):
            return None
        return tuple(int(each) for each in re.findall(r"\d+", given))
    if hasattr(given, "tolist"):
        given = given.tolist()
    if isinstance(given, int) and not isinstance(given, bool):
        return (given,)
    if isinstance(given, list) and all(
        isinstance(each, int) and not isinstance(each, bool) for each in given
    ):
        return tuple(given)
    return None


def _shape_of(value: Any) -> tuple[int, ...] | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return ()
    found = getattr(value, "shape", None)
    if found is None and isinstance(value, list):
        try:
            found = numpy.asarray(value, dtype=float).shape
        except (ValueError, TypeError):
            return None
    return None if found is None else tuple(int(length) for length in found)


def _shown(shape: tuple[int, ...] | None) -> str:
    return str(shape)


def _plain_text(text: str) -> str:
    return " ".join(text.split()).casefold()
