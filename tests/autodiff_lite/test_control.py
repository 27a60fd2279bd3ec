"""Printing, random numbers and devices: what TensorFlow's recorded answers cannot say."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

import autodiff_lite as ad


def test_print_writes_to_the_standard_error_unless_told_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    ad.print("loss:", ad.constant(0.25))
    assert capsys.readouterr() == ("", "loss: 0.25\n")
    stream = io.StringIO()
    ad.print(ad.constant([1, 2]), "b", sep=", ", end="!", output_stream=stream)
    assert stream.getvalue() == "[1 2], b!"


def test_print_adds_to_a_file(tmp_path: Path) -> None:
    for number in (1, 2):
        ad.print(ad.constant(number), output_stream=f"file://{tmp_path}/log")
    assert (tmp_path / "log").read_text() == "1\n2\n"


def test_printing_inside_the_block_is_no_reason_for_a_missing_gradient() -> None:
    x, other = ad.Variable(3.0), ad.Variable(1.0)
    with ad.GradientTape() as tape:
        ad.print(x * x, output_stream=io.StringIO())
        f"{x * x:.2f}"
        y = other * 2.0
    assert tape.gradient(y, x) is None
    assert ad.explain_none(tape, y, x).kind == "not connected"


def test_truncated_normal_numbers_stay_within_two_deviations_and_spread_as_they_must() -> None:
    numbers = ad.random.truncated_normal((20_000,), mean=5.0, stddev=0.5, seed=3).numpy()
    assert np.abs(numbers - 5.0).max() <= 1.0
    assert np.abs(numbers - 5.0).max() > 0.95
    # The deviation of a standard normal distribution that is cut off at -2 and 2 is 0.8796.
    assert numbers.std() == pytest.approx(0.5 * 0.8796, rel=0.02)


def test_categories_are_drawn_as_often_as_softmax_says() -> None:
    ad.random.set_seed(1)
    logits = ad.math.log([[0.2, 0.8], [0.5, 0.5]])
    drawn = ad.random.categorical(logits, 20_000)
    assert drawn.shape == (2, 20_000)
    assert drawn.dtype == ad.int64
    assert drawn.numpy().mean(axis=1) == pytest.approx([0.8, 0.5], abs=0.02)


def test_initializers_repeat_for_a_seed_and_only_then() -> None:
    seeded, free = ad.random_normal_initializer(seed=3), ad.random_normal_initializer()
    assert (seeded((100,)).numpy() == seeded((100,)).numpy()).all()
    assert (free((100,)).numpy() != free((100,)).numpy()).any()
    assert np.abs(ad.random_uniform_initializer(-1.0, 1.0)((100,)).numpy()).max() <= 1.0


def test_only_one_branch_of_cond_is_called() -> None:
    called: list[str] = []
    ad.cond(ad.constant(True), lambda: called.append("true"), lambda: called.append("false"))
    assert called == ["true"]
