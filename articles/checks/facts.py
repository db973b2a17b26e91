"""Which figures, names and quotations a text states, and which of them a new version no longer states."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from articles import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.snapshot import Content

FIELDS = ("headline", "kicker", "summary", "dateline", "lead_caption", "byline_text")
FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")
SPELT_OUT = frozenset([
    "billion", "double", "dozen", "eight", "eighteen", "eighty", "eleven", "fifteen", "fifty", "five", "forty",
    "four", "fourteen", "half", "hundred", "million", "nine", "nineteen", "ninety", "quarter", "seven",
    "seventeen", "seventy", "six", "sixteen", "sixty", "ten", "third", "thirteen", "thirty", "thousand",
    "three", "triple", "twelve", "twenty", "two",
])  # fmt: skip
QUOTATION = re.compile(r"“([^“”]{3,2000})”|\"([^\"]{3,2000})\"|«([^«»]{3,2000})»")
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
SENTENCE_ENDS = re.compile(r"(?:^|[.!?:…\n]|[“\"«(])[\s”\"»)]*$")
# Words that begin sentences and name nobody.
OPENERS = frozenset([
    "a", "about", "above", "according", "after", "again", "all", "almost", "along", "already", "also",
    "although", "always", "among", "an", "and", "another", "any", "around", "as", "at", "away", "back", "be",
    "because", "before", "behind", "being", "below", "besides", "between", "both", "but", "by", "can", "could",
    "despite", "did", "do", "does", "during", "each", "earlier", "either", "even", "every", "everyone", "few",
    "finally", "first", "following", "for", "from", "further", "had", "has", "have", "he", "her", "here", "his",
    "how", "however", "i", "if", "in", "indeed", "inside", "instead", "into", "is", "it", "its", "just", "last",
    "later", "least", "less", "like", "many", "may", "maybe", "meanwhile", "might", "more", "most", "much",
    "must", "my", "near", "nearly", "neither", "never", "next", "no", "nobody", "none", "nor", "not", "nothing",
    "now", "of", "off", "often", "on", "once", "one", "only", "or", "other", "others", "our", "out", "over",
    "perhaps", "she", "should", "since", "so", "some", "somebody", "someone", "something", "sometimes", "soon",
    "still", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those",
    "though", "through", "throughout", "thus", "to", "today", "together", "tomorrow", "tonight", "too", "two",
    "under", "until", "up", "upon", "us", "was", "we", "were", "what", "when", "where", "whether", "which",
    "while", "who", "whose", "why", "will", "with", "within", "without", "would", "yes", "yesterday", "yet",
    "you", "your",
])  # fmt: skip
LONGEST_TOLD = 80
SHOWN = "picture "


class Fact(NamedTuple):
    kind: str
    words: str


class Change(NamedTuple):
    block: str
    fact: Fact


def changed_facts(before: Content, after: Content) -> list[Change]:
    """What readers were told, and would be told no longer at that place. What is only added changes nothing."""
    known = Counter(WORD.findall(f"{text_of(before)} {text_of(after)}"))
    old, new = parts_of(before), parts_of(after)
    # A block that was split, or whose words were moved into another one, has lost nothing.
    added = facts_in("\n".join(text for place, text in new.items() if place not in old), known)
    found = []
    for place, text in old.items():
        # A picture that is taken out or replaced takes its words along.
        if text != new.get(place) and (place in new or not place.startswith(SHOWN)):
            # Of a part that is gone, a word that only begins a sentence is no name for certain.
            lost = facts_in(text, known, sure=place not in new) - facts_in(new.get(place, ""), known)
            lost, added = lost - added, added - lost
            found += [Change(place.rpartition(":")[2], fact) for fact in lost]
    return found


def parts_of(content: Content) -> dict[str, str]:
    """By field, and by block."""
    parts = {f"{name}:": str(content.get(name) or "") for name in FIELDS}
    parts["standfirst:"] = plain([{"id": "standfirst", "type": "paragraph", "text": content.get("standfirst") or []}])
    for place, block in enumerate(content.get("body") or []):
        parts[place_of(block, place)] = plain([block])
    return parts


def place_of(block: Any, number: int) -> str:
    identity = str(block.get("id") or number) if isinstance(block, dict) else str(number)
    shown = "".join(sorted(blocks.mentions([block]).images)) if isinstance(block, dict) else ""
    return f"{SHOWN}{shown}:{identity}" if shown else f"body:{identity}"


def plain(story: list[Any]) -> str:
    """With what a quotation block says in marks, as it is printed."""
    text = blocks.to_text(story)
    is_quotation = bool(story) and isinstance(story[0], dict) and story[0].get("type") == "quote"
    return f"“{text}”" if is_quotation and "“" not in text else text


def text_of(content: Content) -> str:
    return "\n".join(parts_of(content).values())


def facts_in(text: str, known: Counter[str], *, sure: bool = False) -> Counter[Fact]:
    return Counter([*figures(text), *quotations(text), *names(text, known, sure=sure)])


def figures(text: str) -> Iterator[Fact]:
    for found in FIGURE.findall(text):
        # 1,000 and 1000 are one figure.
        yield Fact("figure", re.sub(r",(?=\d{3}(?!\d))", "", found))
    for word in WORD.findall(text):
        if word.lower() in SPELT_OUT:
            yield Fact("figure", word.lower())


def quotations(text: str) -> Iterator[Fact]:
    for found in QUOTATION.finditer(text):
        words = " ".join("".join(filter(None, found.groups())).split())
        yield Fact("quotation", words.strip(" ,.;:"))


def names(text: str, known: Counter[str], *, sure: bool) -> Iterator[Fact]:
    """Words with a capital letter. One that begins a sentence is none if it is written small elsewhere."""
    for found in WORD.finditer(text):
        word = found.group().removesuffix("’s").removesuffix("'s")
        if not word[0].isupper() or word.lower() in OPENERS or word.lower() in SPELT_OUT:
            continue
        begins = SENTENCE_ENDS.search(text[max(0, found.start() - 8) : found.start()])
        if begins and (sure or known[word.lower()]):
            continue
        yield Fact("name", word)


def told(changes: list[Change], most: int = 5) -> str:
    """In words, for the question whether this is a correction."""
    said = [f"the {it.fact.kind} “{shortened(it.fact.words)}”" for it in changes[:most]]
    more = len(changes) - most
    return ", ".join(said) + (f" and {more} more" if more > 0 else "")


def shortened(words: str) -> str:
    return words if len(words) <= LONGEST_TOLD else f"{words[: LONGEST_TOLD - 1]}…"
