"""Which answers are called alike: copies however they are dressed up, and not what the lesson explains."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from graders.similarity.answers import Answer, Asked, Written
from graders.similarity.fingerprints import RUN, WINDOW, Fingerprints, fingerprints
from graders.similarity.pairs import SHORTEST, Alike, alike
from graders.similarity.tokens import NUMBER, OWN, TEXT, of_code, of_prose, tools_in

LOOP = """
def walk(start, rate, steps):
    place = ad.Variable(start)
    seen = []
    for step in range(steps):
        with ad.GradientTape() as tape:
            height = metal(place)
        slope = tape.gradient(height, place)
        place.assign_sub(rate * slope)
        seen.append((step, float(place), float(height)))
    return seen[-1][1], min(seen, key=lambda each: each[2])
"""
RENAMED = """
def walk(a, b, c):  # mine
    p = ad.Variable(a)
    list_of_all = []

    for i in range(c):
        with ad.GradientTape() as t:
            h = metal(p)      # the height
        g = t.gradient(h, p)
        p.assign_sub(b * g)
        list_of_all.append((i, float(p), float(h)))
    return list_of_all[-1][1], min(list_of_all, key=lambda q: q[2])
"""
REORDERED = LOOP.replace(
    "    place = ad.Variable(start)\n    seen = []\n", "    seen = []\n    place = ad.Variable(start)\n"
)
ALONE = """
def walk(start, rate, steps):
    best, x = None, start
    while steps:
        v = ad.Variable(x)
        with ad.GradientTape() as tape:
            y = metal(v)
        x = x - rate * tape.gradient(y, v).numpy()
        if best is None or y < best[2]:
            best = (steps, x, y)
        steps -= 1
    return x, best
"""


def answer(student: str, text: str, tools: Sequence[str] = ("ad", "metal")) -> Answer:
    pieces = of_code(text, tools)
    return Answer(student, text, pieces, fingerprints(pieces))


def fillers(count: int) -> list[Answer]:
    """Answers that have nothing to do with each other."""
    random_ = random.Random(1)
    signs = ["+", "-", "*", "/", "**", "//", "%", "@", "and", "or", "in", "is", "<", ">", "&", "|"]
    return [
        answer(f"filler {n}", " ".join(f"{random_.choice(signs)} x" for _ in range(40))) for n in range(count)
    ]


def compared(*answers: Answer, explained: Fingerprints | None = None) -> Alike:
    asked = Asked("check-walk", "A walk", answers, frozenset(explained or ()))
    return alike(Written("lesson", (asked,), len(answers)))


def pairs_of(found: Alike) -> list[set[str]]:
    return [{pair.one.student, pair.other.student} for pair in found.pairs]


@pytest.mark.parametrize("copy", [RENAMED, REORDERED, LOOP.replace("    ", "\t"), LOOP + "\nprint('done')"])
def test_a_copy_is_found_in_first_place_however_it_is_dressed_up(copy: str) -> None:
    found = compared(answer("ada", LOOP), answer("bob", copy), answer("eve", ALONE), *fillers(20))
    assert pairs_of(found) == [{"ada", "bob"}]
    assert found.pairs[0].share > 0.6
    assert found.pairs[0].others <= 1


def test_who_found_it_alone_is_not_called_alike() -> None:
    assert not compared(answer("ada", LOOP), answer("eve", ALONE), *fillers(20)).pairs


def test_what_the_lesson_explains_counts_nothing() -> None:
    explained = fingerprints(of_code(LOOP, ("ad", "metal")))
    both = answer("ada", LOOP), answer("bob", RENAMED)
    assert not compared(*both, *fillers(20), explained=explained).pairs


def test_what_a_larger_part_of_the_class_wrote_counts_nothing() -> None:
    many = [answer(f"student {n}", LOOP) for n in range(10)]
    assert not compared(*many, *fillers(10)).pairs
    assert len(compared(*many[:3], *fillers(17)).pairs) == 3


def test_a_short_answer_cannot_be_told_and_is_counted_as_that() -> None:
    short = "slope = tape.gradient(height, x)"
    assert len(of_code(short)) < SHORTEST
    found = compared(answer("ada", short), answer("bob", short), *fillers(20))
    assert (found.pairs, found.too_short, found.compared) == ((), 2, 20)


def test_what_is_shared_is_marked_in_both_texts_and_nothing_else() -> None:
    odd = "\nanother = [n ** 3 for n in (2, 3) if n]\n"
    (pair,) = compared(answer("ada", odd + LOOP), answer("bob", RENAMED), *fillers(20)).pairs
    texts = {pair.one.student: (pair.one.text, pair.one_marked)}
    texts |= {pair.other.student: (pair.other.text, pair.other_marked)}
    marked = {who: [text[start:end] for start, end in spans] for who, (text, spans) in texts.items()}
    assert "another" not in " ".join(marked["ada"])
    assert any("place.assign_sub(rate * slope)" in part for part in marked["ada"])
    assert any("p.assign_sub(b * g)" in part for part in marked["bob"])


def test_who_shares_more_stands_first() -> None:
    some = "\n".join(LOOP.splitlines()[:8])
    other = some + "\n    return sorted(x.real for x in (place, place, start) if x is not None and steps > 3)"
    found = compared(
        answer("ada", LOOP), answer("bob", RENAMED), answer("c", other), answer("d", other), *fillers(30)
    )
    weights = [pair.weight for pair in found.pairs]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("count", [0, 1])
def test_a_class_of_nobody_or_one_has_no_pairs(count: int) -> None:
    assert not compared(*[answer("ada", LOOP)][:count]).pairs


def test_every_common_part_that_is_long_enough_shares_a_fingerprint() -> None:
    random_ = random.Random(3)
    for _ in range(200):
        common = [random_.choice("abcdef") for _ in range(RUN + WINDOW - 1)]
        texts = []
        for _ in range(2):
            around = [[random_.choice("uvwxyz") for _ in range(random_.randrange(12))] for _ in range(2)]
            texts.append(fingerprints(of_prose(" ".join(around[0] + common + around[1]))))
        assert texts[0].keys() & texts[1].keys()


@pytest.mark.parametrize("words", [0, 1, RUN - 1, RUN, RUN + 1, RUN + WINDOW])
def test_short_texts_have_a_fingerprint_as_soon_as_they_have_a_run(words: int) -> None:
    found = fingerprints(of_prose(" ".join(f"w{n}" for n in range(words))))
    assert bool(found) is (words >= RUN)


def test_a_text_of_one_token_only_is_no_trouble() -> None:
    found = compared(answer("ada", "x " * 40_000), answer("bob", "x " * 40_000), *fillers(3))
    assert len(found.pairs) <= 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("länge = 3.0", [OWN, "=", NUMBER]),
        ('x = \'a\' """b\n"""', [OWN, "=", TEXT]),
        ("tape.gradient(y, x)", [OWN, ".", "gradient", "(", OWN, ",", OWN, ")"]),
        ("ad.sin(x)  # a comment", ["ad", ".", "sin", "(", OWN, ")"]),
        ("for i in range(3):\n\tpass", ["for", OWN, "in", "range", "(", NUMBER, ")", ":", "pass"]),
        ("def f(", ["def", OWN, "("]),
        ("\x00 ? $ §", ["\x00", "?", "$", "§"]),
        ("", []),
    ],
)
def test_names_numbers_and_comments_do_not_count_and_any_text_has_tokens(text: str, words: list[str]) -> None:
    found = of_code(text, ["ad"])
    if "?" not in text:
        assert [piece.word for piece in found] == words
    assert all(0 <= piece.start < piece.end <= len(text) for piece in found)


def test_the_tools_of_a_lesson_are_what_it_imports_and_calls() -> None:
    text = "import numpy as np\nfrom graders import check\nrise = slope(np.sin(x))"
    assert {"np", "numpy", "sin", "slope"} <= tools_in(text)
    assert not {"rise", "x"} & tools_in(text)
