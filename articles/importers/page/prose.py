"""How running text looks: where sentences end, and what was glued behind the last one."""

from __future__ import annotations

import re

TERMINATORS = ".!?…。！？؟۔।"
CLOSERS = "\"'”’»›)]】」』"
OPENERS = "\"'“‘«‹(["
MIN_LETTERS = 8
LONG_TEXT = 80
MOSTLY_LETTERS = 0.7

# A full stop that is pressed against a capital letter or its opening quotation mark.
SEAM = re.compile(r"(?<=[\w\"'”’»›)\]%])([.!?…]+)([\"'”’»›)\]]{0,2})(?=[\"“‘«(]?[^\W\d_])")
CAPTION_REACH = 200
CAPTION_WORDS = range(2, 16)
ABBREVIATION = re.compile(
    "mr|mrs|ms|mx|dr|st|prof|sen|rep|gov|gen|lt|col|maj|sgt|capt|rev|hon|sr|jr|inc|ltd|co|corp|dept|est|nr|vol|fig|vs|etc|"
    "al|eg|ie|jan|feb|apr|jun|jul|aug|sep|sept|oct|nov|dec|mt|ave|rd|ph",
    re.IGNORECASE,
)
# What follows a full stop in an address or a file's name, apart from what may begin a sentence.
SUFFIX = re.compile(
    "com|org|net|gov|edu|biz|io|js|py|html?|pdf|docx?|txt|jpe?g|png|gif|csv|json|xml|exe", re.IGNORECASE
)


def words_in(text: str) -> int:
    return len(text.split())


def ends_sentence(text: str) -> bool:
    return text.rstrip().rstrip(CLOSERS)[-1:] in set(TERMINATORS)


def is_prose(text: str) -> bool:
    """Whether somebody said something here, rather than named it."""
    letters = sum(character.isalpha() for character in text)
    if letters >= MIN_LETTERS and ends_sentence(text):
        return True
    return letters >= LONG_TEXT and letters >= MOSTLY_LETTERS * len("".join(text.split()))


def seam_of_caption(text: str) -> int | None:
    """Where a picture's caption begins that copying glued to the paragraph's last sentence."""
    for seam in reversed(list(SEAM.finditer(text, max(0, len(text) - CAPTION_REACH)))):
        if _splits_a_word(text, seam):
            continue
        end = seam.end()
        if seam[2].endswith('"') and text.count('"', 0, end) % 2:
            # A straight mark that opens belongs to what follows.
            end -= 1
        return end if is_prose(text[:end]) and _is_caption(text[end:]) else None
    return None


def shortened(text: str, length: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _splits_a_word(text: str, seam: re.Match[str]) -> bool:
    """Whether this is the inside of U.S.Army, example.Com or Mr.Low, and no sentence ends here."""
    start = max(text.rfind(" ", 0, seam.start()), text.rfind("\n", 0, seam.start())) + 1
    before = text[start : seam.start()].strip(OPENERS)
    after = re.match(r"\W?(\w*)", text[seam.end() :])
    next_word = after[1] if after else ""
    if not next_word[:1].isupper():
        return True
    if any(sign in before + next_word for sign in ("://", "www.", "@", "_")):
        return True
    if seam[1] != ".":
        return False
    if not seam[2] and SUFFIX.fullmatch(next_word):
        return True
    return len(before) == 1 or bool(ABBREVIATION.fullmatch(before) or re.search(r"[^\W\d_]\.", before))


def _is_caption(tail: str) -> bool:
    if words_in(tail) not in CAPTION_WORDS or tail.rstrip()[-1:] in {":", ",", ";"}:
        return False
    # A full stop behind an initial or an abbreviation ends no sentence.
    ends = re.finditer(r"([^\s.]*)[.!?…][\"'”’»)\]]*(?:\s|$)", tail)
    return all(len(end[1]) == 1 or ABBREVIATION.fullmatch(end[1]) for end in ends)
