from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

# XMP writes 2026-11-22T08:30:00.00+01:00, Exif 2026:11:22 08:30:00, and IIM 20261122 and 083000+0100.
MOMENT = re.compile(
    r"(\d{4})[-:]?(\d\d)[-:]?(\d\d)"
    r"(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?)?"
    r" ?(Z|([+-])(\d\d):?(\d\d))?",
    re.ASCII,
)
# The oldest photograph there is. What claims to be older is a clock that was never set.
FIRST_YEAR = 1826


def moment(text: str) -> str:
    """ISO 8601 with an offset; nothing where there is no whole day.

    A clock whose zone the file does not tell is taken as UTC: wrong by some hours, but the same wherever it is read.
    """
    match = MOMENT.fullmatch(text.strip())
    if not match or not FIRST_YEAR <= int(match[1]) < 9999:
        return ""
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone(match)).isoformat()
    except ValueError:
        return ""


def zone(match: re.Match[str]) -> timezone:
    if not match[8]:
        return UTC
    ahead = timedelta(hours=int(match[9]), minutes=int(match[10]))
    return timezone(ahead if match[8] == "+" else -ahead)
