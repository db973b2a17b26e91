"""Dates and times as pages print them. Only English month names and ISO dates: what is ambiguous is left to people."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "bst": 1, "ist": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "est": -5, "edt": -4, "et": -5, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
PRINTED = re.compile(
    r"(?P<label>\b(?:(?:first|last)\s)?(?:published|posted|updated|modified|created)\b\s?:?\s?(?:on\s|at\s)?)?"
    r"(?:\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s)?"
    rf"(?:\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<month>{MONTH}),?\s(?P<year>\d{{4}})"
    rf"|\b(?P<us_month>{MONTH})\s(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<us_year>\d{{4}})"
    r"|\b(?P<iso_year>\d{4})-(?P<iso_month>\d{2})-(?P<iso_day>\d{2})"
    r"|\b(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<slash_year>\d{4}))(?!\d)"
    r"(?:(?:T|,?\s(?:at\s)?|\s?[-–—|•·]\s?)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2}(?:\.\d+)?)?"
    r"(?:\s?(?P<half>[ap])\.?m\.?)?(?:\s?(?P<zone>[+-]\d{2}:?\d{2}|[a-z]{1,4})\b)?)?",
    re.IGNORECASE,
)


class Printed(NamedTuple):
    """A date found in a line: where it stands, whether it is that of an update, and when (None if ambiguous)."""

    start: int
    end: int
    updated: bool
    moment: datetime | None


def printed_dates(text: str) -> list[Printed]:
    text = text.replace("\u00a0", " ")
    return [_printed(match) for match in PRINTED.finditer(text)]


def machine_date(text: str) -> datetime | None:
    """An ISO 8601 time as metadata gives it, in UTC; None if it is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _printed(match: re.Match[str]) -> Printed:
    label = (match["label"] or "").casefold()
    return Printed(match.start(), match.end(), "updated" in label or "modified" in label, _moment(match))


def _moment(match: re.Match[str]) -> datetime | None:
    year, month, day = _calendar(match)
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    try:
        return datetime(year, month, day, hour, minute, tzinfo=_zone(match["zone"])).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _calendar(match: re.Match[str]) -> tuple[int, int, int]:
    """Month 0, which is none, where a date such as 3/5/2026 has two readings."""
    if match["day"]:
        return int(match["year"]), _number_of(match["month"]), int(match["day"])
    if match["us_day"]:
        return int(match["us_year"]), _number_of(match["us_month"]), int(match["us_day"])
    if match["iso_year"]:
        return int(match["iso_year"]), int(match["iso_month"]), int(match["iso_day"])
    first, second, year = int(match["first"]), int(match["second"]), int(match["slash_year"])
    if first > 12 or first == second:
        return year, second, first
    return (year, first, second) if second > 12 else (year, 0, 0)


def _number_of(month: str) -> int:
    return MONTHS.index(month[:3].lower()) + 1


def _zone(name: str | None) -> timezone:
    if name and name[0] in "+-":
        hours, minutes = int(name[1:3]), int(name[-2:])
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if name[0] == "-" else offset)
    return timezone(timedelta(hours=ZONES.get((name or "").lower(), 0)))
