"""From the bytes of a file to its characters; what is no text at all is refused here."""

from __future__ import annotations

import codecs
import json
import re

from articles.blocks.characters import tidy
from articles.importers.page.model import NotAStory

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE

SIGNATURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a sound, film or WebP file"),
    (b"%PDF", "a PDF document: copy its text into a text file"),
    (b"PK\x03\x04", "a ZIP, Word or OpenDocument file: save the story as plain text"),
    (b"\xd0\xcf\x11\xe0", "an old Word document: save the story as plain text"),
    (b"{\\rtf", "a Rich Text document: save the story as plain text"),
    (b"bplist", "a Safari web archive: save the page as page source"),
    (b"\x1f\x8b", "a compressed file: unpack it first"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
)
# Longer marks first, because UTF-32 begins as UTF-16 does.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Only these, because Python's own list holds compressions and escapes that a page could name to do harm.
DECLARED = {
    "shift_jis": "cp932", "shift-jis": "cp932", "euc-jp": "euc_jp", "gb2312": "gb18030", "gbk": "gb18030",
    "gb18030": "gb18030", "big5": "big5hkscs", "euc-kr": "cp949", "koi8-r": "koi8_r", "koi8-u": "koi8_u",
    "macintosh": "mac_roman", "tis-620": "cp874",
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
    **{f"iso-8859-{part}": f"iso8859_{part}" for part in (*range(2, 9), 10, 13, 14, 15, 16)},
}  # fmt: skip
CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE
)
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
MANY_CONTROLS = 0.01
# What copying leaves between letters: zero-width spaces, soft hyphens, stray byte order marks, icon-font glyphs.
# Control characters go here too, so that none stands between the marks that are counted next.
LEFTOVERS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ud800-\udfff\ue000-\uf8ff"
    "\ufeff\ufffc\ufffe\uffff]"
)
# Composing takes quadratic time in the length of such a run, and no language stacks this many.
PILED_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f]{16})[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def decode(data: bytes) -> tuple[str, list[str]]:
    """The text and what had to be guessed to read it."""
    if len(data) > MAX_BYTES:
        raise NotAStory([f"the file is {len(data) / MEGABYTE:.1f} MB, and {MAX_BYTES // MEGABYTE} MB is the most"])
    if not data.strip():
        raise NotAStory(["the file is empty"])
    for signature, what in SIGNATURES:
        if data.startswith(signature):
            raise NotAStory([f"it is a binary file, {what}"])
    text, warnings = _characters(data)
    if len(CONTROLS.findall(text)) > len(text) * MANY_CONTROLS or "\x00" in text:
        raise NotAStory(["it is a binary file, not text"])
    if not (text := sound(text)).strip():
        raise NotAStory(["the file is empty"])
    if text.lstrip()[0] in "[{" and _is_json(text):
        raise NotAStory(["it is a JSON file, not a page"])
    return text, warnings


def sound(text: str) -> str:
    """Only characters that a story may hold."""
    if text.isascii() and text.isprintable():
        return text
    return tidy(PILED_MARKS.sub(r"\1", LEFTOVERS.sub("", text)))


def _characters(data: bytes) -> tuple[str, list[str]]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _forgiving(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        declared = CHARSET.search(data[:4096])
        encoding = DECLARED.get(declared[1].decode("ascii", "replace").lower(), "cp1252") if declared else "cp1252"
    text, warnings = _forgiving(data, encoding)
    if not declared:
        warnings.insert(0, "The file is not UTF-8 and was read as Windows-1252: check accents and quotation marks.")
    return text, warnings


def _forgiving(data: bytes, encoding: str) -> tuple[str, list[str]]:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return text, [f"{lost} characters could not be read and show as “\ufffd”."] if lost else []


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
