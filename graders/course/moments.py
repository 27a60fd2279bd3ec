"""Times as people and platforms write them, read as times: what cannot be known of one is not guessed.

A time without a zone is one of the zone given. Where day and month could be either, both readings are kept
until another time of the same archive, or the question itself, decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

ORDERS = {"day first": "dmy", "month first": "mdy", "year first": "ymd"}
YEARS = range(1990, 2100)
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan ene gen", "feb fev", "mar mrz maa mrt", "apr avr abr", "may mai mei mag maj", "jun juin giu",
         "jul juil lug", "aug aou ago", "sep set", "oct okt ott out", "nov", "dec dez dic"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
"""How the months begin, without accents: English, German, French, Spanish, Italian, Dutch and Portuguese."""
OFFSETS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Hours from UTC. Names that several parts of the world use for different times (CST, IST) are not here."""

DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º)?"
NAME = r"(?P<name>[^\W\d_]{3,})\.?"
YEAR = r"(?P<y>\d{4})"
DATES = [
    re.compile(rf"{YEAR}(?P<by>[-/._ ])(?P<m>\d{{1,2}})(?P=by)(?P<d>\d{{1,2}})(?!\d)"),
    re.compile(rf"{YEAR}(?P<m>\d\d)(?P<d>\d\d)(?=\D|$|\d{{4}}(?!\d)|\d{{6}})"),
    re.compile(rf"{DAY}[ -]*(?:de )?{NAME}[ ,-]*(?:de )?{YEAR}(?!\d)"),
    re.compile(rf"{NAME} *{DAY}[ ,]+{YEAR}(?!\d)"),
    re.compile(rf"{NAME} *{DAY} +(?P<between>\d\d?:\d\d(?::\d\d)?(?: [A-Z]{{2,5}})?) +{YEAR}(?!\d)"),
    re.compile(r"(?P<a>\d{1,2})(?P<by>[./-])(?P<b>\d{1,2})(?P=by)(?P<c>\d{4}|\d\d)(?!\d)"),
]
TIMES = [
    re.compile(
        r"(?P<h>\d{1,2})[:.h-](?P<i>\d\d)(?:[:.m-](?P<s>\d\d)(?:[.,:](?P<f>\d{1,9})|s)?)?"
        r" *(?P<half>[ap]\.?m\.?(?!\w))?",
        re.I,
    ),
    re.compile(r"(?P<h>\d\d)(?P<i>\d\d)(?P<s>\d\d)?(?P<f>\d{3})?(?!\d) *(?P<half>[ap]\.?m\.?(?!\w))?", re.I),
    re.compile(r"(?P<h>\d{1,2}?)(?P<i>\d\d)? *(?P<half>[ap]\.?m\.?)(?!\w)", re.I),
]  # fmt: skip
ZONE = re.compile(
    r"(?:(?:UTC|GMT)? ?(?P<sign>[+−-])(?P<h>\d\d?):?(?P<m>\d\d)?|(?P<name>[A-Za-z]+(?:/[\w+-]+)*))"
)
NOISE = re.compile(r"\b(?:at|um|uhr|on|à|kl)\b|[\s,_]+$|^[\s,_]+", re.I)
WEEKDAY = re.compile(
    r"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mo|di|mi|do|fr|sa|so)(?=[,. ])"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)[.,]?\s+",
    re.I,
)


class NotATime(ValueError):
    """A text is no time that can be read for sure. `str()` of it says why."""


@dataclass(frozen=True)
class Span:
    """From when to when something can have been: a day, a minute or a second."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Moment:
    """A time. `readings` has one, or one for each order of day, month and year that it can be written in."""

    readings: Mapping[str, Span]

    @property
    def known(self) -> datetime | None:
        """The time in UTC; None where that depends on the order of day and month."""
        starts = {span.start for span in self.readings.values()}
        return starts.pop() if len(starts) == 1 else None

    def narrowed(self, orders: Iterable[str]) -> Moment:
        """The same, knowing that it is written in one of these orders."""
        kept = {order: span for order, span in self.readings.items() if order in orders or not order}
        return Moment(kept) if kept else self


def newer(one: Moment, other: Moment) -> bool | None:
    """Whether one time is after another; None where that cannot be known."""
    orders = [order for order in (*one.readings, *other.readings) if order] or [""]
    found = {_after(_span(one, order), _span(other, order)) for order in orders}
    return found.pop() if len(found) == 1 else None


def _span(moment: Moment, order: str) -> Span | None:
    return moment.readings.get(order, moment.readings.get(""))


def _after(one: Span | None, other: Span | None) -> bool | None:
    if one is None or other is None:
        return None
    if one.start >= other.end:
        return True
    return False if other.start >= one.end else None


def orders_of(moments: Iterable[Moment]) -> set[str]:
    """The orders of day, month and year in which all of these can be written, who are written alike."""
    possible = set(ORDERS)
    for moment in moments:
        if "" not in moment.readings:
            possible &= set(moment.readings)
    return possible


def understood(text: str, zone: tzinfo = UTC) -> Moment:
    """The time that a text spells, taken as one of `zone` where it names none. Raises NotATime.

    >>> understood("Jan 31, 2024 1105 PM").known.isoformat()
    '2024-01-31T23:05:00+00:00'
    >>> understood("2024-03-01-10-15-30").known == understood("01.03.2024 12:15:30 CEST").known
    True
    >>> understood("03/04/2024").known is None
    True
    """
    rest = unicodedata.normalize("NFKC", text).replace("\u200e", "").strip()
    seconds = re.fullmatch(r"(1\d{9})(\d{3})?", rest)
    if seconds:
        return Moment({"": _of_length(datetime.fromtimestamp(int(seconds[1]), UTC), timedelta(seconds=1))})
    dates, rest = _dates(WEEKDAY.sub("", rest), text)
    clock, rest = _clock(rest)
    readings = {}
    for order, (year, month, day) in dates.items():
        try:
            start = datetime(year, month, day) + (clock[0] if clock else timedelta())
        except (ValueError, OverflowError):
            continue
        if year not in YEARS:
            continue
        aware = start.replace(tzinfo=_zone(rest, start, zone))
        readings[order] = _of_length(aware.astimezone(UTC), clock[1] if clock else timedelta(days=1))
    if not readings:
        raise NotATime(f"{text[:60]!r} is no date")
    return Moment(readings)


def _of_length(start: datetime, length: timedelta) -> Span:
    return Span(start, start + length)


def _dates(text: str, whole: str) -> tuple[dict[str, tuple[int, int, int]], str]:
    """Year, month and day, for each order in which they can be read, and the text without them."""
    for form in DATES:
        found = form.match(text)
        if found is None:
            continue
        parts = found.groupdict()
        rest = f"{parts.get('between') or ''} {text[found.end() :]}".strip()
        if "a" in parts:
            return _by_order(parts), rest
        month = _month(parts["name"]) if "name" in parts else int(parts["m"])
        if month is not None:
            return {"": (int(parts["y"]), month, int(parts["d"]))}, rest
    raise NotATime(f"{whole[:60]!r} is no time that can be read")


def _by_order(parts: Mapping[str, str]) -> dict[str, tuple[int, int, int]]:
    numbers = [int(parts[key]) for key in "abc"]
    if parts["by"] == ".":  # nobody puts dots between month, day and year in that order
        orders = ["day first"]
    else:
        orders = ["day first", "month first"] + (["year first"] if len(parts["c"]) == 2 else [])
    found = {}
    for order in orders:
        given = dict(zip(ORDERS[order], numbers, strict=True))
        year = given["y"] + 2000 if given["y"] < 100 else given["y"]
        if 1 <= given["m"] <= 12 and 1 <= given["d"] <= 31:
            found[order] = (year, given["m"], given["d"])
    return {"": next(iter(found.values()))} if len(set(found.values())) == 1 else found


def _month(name: str) -> int | None:
    plain = "".join(sign for sign in unicodedata.normalize("NFD", name.casefold()) if sign.isalpha())
    return MONTHS.get(plain[:4], MONTHS.get(plain[:3]))


def _clock(text: str) -> tuple[tuple[timedelta, timedelta] | None, str]:
    """The time of day and how exact it is, or None for a date alone; and what is left of the text."""
    text = re.sub(r"^[T_-](?=\d)", "", NOISE.sub("", text.strip()).strip())
    for form in TIMES:
        found = form.match(text)
        if found is None:
            continue
        parts = found.groupdict("")
        hour, minute, second = (int(parts.get(key) or 0) for key in "his")
        half = parts["half"].lower().replace(".", "")
        if minute > 59 or second > 59 or hour > (12 if half else 23) or (half and not hour):
            continue
        hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
        fraction = parts.get("f") or ""
        exact = timedelta(seconds=1) if parts.get("s") else timedelta(minutes=1)
        of_second = int(fraction[:6].ljust(6, "0"))
        clock = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=of_second)
        return (clock, timedelta(microseconds=1) if fraction else exact), text[found.end() :]
    return None, text


def _zone(text: str, when: datetime, zone: tzinfo) -> tzinfo:
    """The zone that the rest of a time names. Raises NotATime for one that is not known for sure."""
    rest = NOISE.sub("", re.sub(r"(?<=\d)\s*\([^()]*\)$", "", text.strip())).strip().strip("()[]").strip()
    if not rest:
        return zone
    found = ZONE.fullmatch(rest)
    if found is None:
        raise NotATime(f"{rest[:30]!r} at its end is not understood")
    if found["sign"]:
        ahead = timedelta(hours=int(found["h"]), minutes=int(found["m"] or 0))
        if ahead > timedelta(hours=14):
            raise NotATime(f"{rest[:30]!r} is no zone")
        return timezone(ahead if found["sign"] == "+" else -ahead)
    name = found["name"]
    if zone.tzname(when) == name.upper():
        return zone
    if name.upper() in OFFSETS:
        return timezone(timedelta(hours=OFFSETS[name.upper()]))
    try:
        if "/" in name:
            return ZoneInfo(name)
    except (OSError, ValueError):
        pass
    raise NotATime(f"the zone {name[:30]!r} is not known for sure")
