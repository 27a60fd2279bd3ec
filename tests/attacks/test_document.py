"""docs/security.md speaks of every attack, and of none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from .conftest import attacks


def test_every_attack_is_in_the_documents_table_and_the_other_way_round(root: Path) -> None:
    text = (root / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| ")][2:]
    named = [name for row in rows for name in re.findall(r"`([a-z-]+)`", row[3])]
    assert sorted(named) == sorted(attacks())
