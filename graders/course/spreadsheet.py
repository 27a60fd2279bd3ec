"""Tables as comma-separated values in which a spreadsheet finds nothing to run, and an importer finds all."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

RUNS = ("=", "+", "-", "@", "\t", "\r")
"""With these a text begins that a spreadsheet takes for a formula (OWASP: CSV injection)."""
HARMLESS = re.compile(r"[-+@][\w.@+-]*")
"""Without brackets, bars, quotes and the like, a formula calls nothing and fetches nothing."""
NUMBER = re.compile(r"-|[-+]?\d+(?:[.,]\d+)?%?")


def safe(part: Any) -> Any:
    """A table's entry that no spreadsheet runs: before a text that begins like a formula goes an apostrophe.

    >>> safe("=1+1"), safe("plain"), safe(-2.0), safe("-2.0"), safe(None)
    ("'=1+1", 'plain', -2.0, '-2.0', '')
    """
    if part is None:
        return ""
    if not isinstance(part, str) or NUMBER.fullmatch(part) or not part.lstrip(" ").startswith(RUNS):
        return part
    return f"'{part}"


def safe_key(text: str) -> str:
    """An id or address by which an importer finds a student: changed only where it could do harm.

    >>> safe_key("-dash"), safe_key("+ada@example.org"), safe_key('=HYPERLINK("x")')
    ('-dash', '+ada@example.org', '\\'=HYPERLINK("x")')
    """
    return text if HARMLESS.fullmatch(text) else str(safe(text))


def number(value: float) -> str:
    """A number of points as importers read it: six digits at most behind the point, none that say nothing.

    >>> number(12.0), number(2 / 3), number(1234.5)
    ('12', '0.666667', '1234.5')
    """
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def as_table(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A table as comma-separated values, with nothing in it that a spreadsheet would run."""
    return written([[safe(part) for part in row] for row in (columns, *rows)])


def written(rows: Iterable[Iterable[Any]], quoted: bool = False) -> str:
    """Rows as RFC 4180 has them; with `quoted`, every field in quotation marks."""
    text = io.StringIO()
    if quoted:
        csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    else:
        csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
