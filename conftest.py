"""What every docstring example may use without saying so: the engine, under the lessons' name for it."""

import pytest

import autodiff_lite


@pytest.fixture(autouse=True)
def _names_of_docstring_examples(doctest_namespace: dict[str, object]) -> None:
    doctest_namespace["ad"] = autodiff_lite
