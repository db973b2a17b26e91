"""Markdown is only ever made here: CommonMark, with GitHub's tables and strike-through."""

from __future__ import annotations

import re

SPECIAL = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)")
TAGS = re.compile(r"(?<!\S)<(strong|em|s)>(?! )([^<*~\n]+?)(?<! )</\1>(?!\S)")
SIGNS = {"strong": "**", "em": "*", "s": "~~"}
LINE_START = re.compile(r"([#+\-=:])|(\d{1,9})([.)])")
LAST_BREAKS = re.compile(r"(\\\n)+\Z")
ESCAPED = re.compile(r"\\(.)")
CELL_BREAK = re.compile(r"\\?\n")


def escape(text: str) -> str:
    return SPECIAL.sub(lambda found: "\\" + found[0], text)


def lines(text: str) -> str:
    return escape(text).replace("\n", "\\\n")


def emphasis(tag: str, written: str) -> str:
    """Markdown's signs only work against a letter or a digit; HTML's tags, which Markdown allows, work everywhere."""
    core = written.strip(" ")
    before, after = written[: len(written) - len(written.lstrip(" "))], written[len(written.rstrip(" ")) :]
    sign = SIGNS[tag]
    works = core[:1].isalnum() and core[-1:].isalnum()
    return f"{before}{sign}{core}{sign}{after}" if works else f"<{tag}>{written}</{tag}>"


def finished(written: str) -> str:
    """Inline Markdown whose neighbours are known: between spaces the signs work too, and “!” must not meet a link."""
    if "<" in written:
        written = TAGS.sub(lambda found: f"{SIGNS[found[1]]}{found[2]}{SIGNS[found[1]]}", written)
    return safe_lines(written.replace("![", "\\!["))


def safe_lines(written: str) -> str:
    """Kept from starting any other block than a paragraph."""
    written = "\n".join(line.strip(" ") for line in written.split("\n"))
    if written.endswith("\\\n"):
        written = LAST_BREAKS.sub("", written)
    return "\n".join(map(_safe_line, written.split("\n")))


def plain(text: str) -> str:
    """A paragraph of text without marks."""
    return safe_lines(lines(text))


def one_line(written: str) -> str:
    """For headings and link texts, which end with their line."""
    return re.sub(r"(#+)$", r"\\\1", CELL_BREAK.sub(" ", written).strip())


def cell(written: str) -> str:
    return CELL_BREAK.sub("<br>", written)


def link(written: str, address: str, title: str = "") -> str:
    named = f' "{_title(title)}"' if title else ""
    return f"[{written}]({_destination(address)}{named})"


def linked(text: str, address: str) -> str:
    return link(one_line(escape(text)), address)


def strong(text: str) -> str:
    """A title of one line, on a line of its own."""
    return f"**{title}**" if (title := escape(text.replace("\n", " ").strip())) else ""


def code(written: str) -> str:
    raw = ESCAPED.sub(r"\1", written)
    plain_enough = raw.strip() == raw and raw.isprintable() and not set("`|<[") & set(raw)
    return f"`{raw}`" if plain_enough else f"<code>{written}</code>"


def image(alt: str, address: str) -> str:
    return f"![{one_line(escape(alt))}]({_destination(address)})"


def quoted(written: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in written.split("\n"))


def indented(written: str, width: int) -> str:
    """Every line but the first, moved right so that it belongs to the item that the first line begins."""
    return written.replace("\n", "\n" + " " * width)


def joined(*paragraphs: str) -> str:
    return "\n\n".join(part for part in paragraphs if part)


def _safe_line(line: str) -> str:
    found = LINE_START.match(line)
    if not found:
        return line
    start = f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"
    return start + line[found.end() :]


def _destination(address: str) -> str:
    for sign, code in (("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), (" ", "%20")):
        address = address.replace(sign, code)
    return re.sub(r"&(?=#?\w+;)", "&amp;", address)


def _title(title: str) -> str:
    return escape(title.replace("\n", " ")).replace('"', '\\"')
