"""A made-up archive of any size, for benchmarks.

Each story depends on the seed and its number only: a smaller archive is the beginning of a larger one, word for word.
"""

from __future__ import annotations

import bisect
import hashlib
import itertools
import random
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cms.keys import make_key

SEED = 20_160_101
BEGINNING = datetime(2016, 1, 1, tzinfo=UTC)
SECONDS = 10 * 365 * 24 * 3600
AUTHORS, TAGS, PICTURES = 200, 500, 20
PARAGRAPHS, SENTENCES = 10, 5
VOCABULARY = 12_000

TREE = {
    "Nation": ["Parliament", "Courts", "Schools", "Hospitals"],
    "Trade": ["Markets", "Industry", "Property"],
    "Games": ["Football", "Tennis", "Athletics"],
    "Arts": ["Film", "Music", "Books"],
    "Views": ["Leaders", "Letters"],
}
JOBS = ("Reporter", "Correspondent", "Editor", "Columnist", "Critic")
STOCK = """
Agnes Bruno Clara Dario Edith Felix Greta Hugo Irma Jonas Karin Leo Marta Nils Olga Paul Rita Stefan Tilda Viktor

the of and to in a that is was for on it with as at by from be this are have had not but which were their said one all
been has its who would there more when they he she we will other than about after also into only first over two new can
some time could may then where most people year no between through before against last under while

b br c ch cl d dr f fl fr g gl gr h j k l m n p pl pr r s sc sl st t th tr v w

a e i o u ai ea oo ou

n r s t l m nd nt rk st sh ll
"""
FIRST_NAMES, COMMON, ONSETS, VOWELS, CODAS = (paragraph.split() for paragraph in STOCK.split("\n\n"))


@dataclass(frozen=True)
class Section:
    key: str
    name: str
    parent: str | None


@dataclass(frozen=True)
class Writer:
    key: str
    name: str
    job_title: str
    bio: str


@dataclass(frozen=True)
class Topic:
    key: str
    name: str


@dataclass(frozen=True)
class Story:
    key: str
    slug: str
    headline: str
    standfirst: str
    body: list[dict[str, Any]]
    section: int
    writers: list[int]
    topics: list[int]
    picture: int
    published_at: datetime
    updated_at: datetime


def key_of(sort: str, number: int, at: datetime = BEGINNING) -> str:
    digest = hashlib.sha256(f"{SEED} {sort} {number}".encode()).digest()
    return make_key(int(at.timestamp()) * 1000, int.from_bytes(digest[:10]))


@cache
def vocabulary() -> list[str]:
    """The common words first."""
    chance = random.Random(SEED)  # noqa: S311 (nothing here is secret)
    words = dict.fromkeys(COMMON)
    while len(words) < len(COMMON) + VOCABULARY:
        syllables = range(chance.choice((1, 2, 2, 3)))
        word = "".join(chance.choice(ONSETS) + chance.choice(VOWELS) for _ in syllables) + chance.choice(CODAS)
        words[word] = None
    return list(words)


def rare_words() -> list[str]:
    return vocabulary()[len(COMMON) :]


@cache
def running_text() -> list[str]:
    """Words as often as they stand in a text: the common ones are not quite half of it, the rest thins out slowly.

    A table of 65,536, so that two random bytes are a word: drawing by weight takes ten times as long.
    """
    words = vocabulary()
    weights = [1 / (rank + 3) for rank in range(len(COMMON))] + [1 / (rank + 40) for rank in range(VOCABULARY)]
    shares = list(itertools.accumulate(weights))
    return [words[bisect.bisect(shares, (place + 0.5) / 65_536 * shares[-1])] for place in range(65_536)]


def sentences(chance: random.Random, count: int, shortest: int, longest: int) -> list[str]:
    lengths = chance.choices(range(shortest, longest + 1), k=count)
    total = sum(lengths)
    text = running_text()
    words = [text[place] for place in struct.unpack(f"<{total}H", chance.randbytes(2 * total))]
    ends = list(itertools.accumulate(lengths))
    return [" ".join(words[end - length : end]).capitalize() + "." for end, length in zip(ends, lengths, strict=True)]


def sentence(chance: random.Random, shortest: int, longest: int) -> str:
    return sentences(chance, 1, shortest, longest)[0]


def sections() -> list[Section]:
    """Roots first."""
    names = [(root, None) for root in TREE] + [(name, root) for root, names in TREE.items() for name in names]
    keys = {name: key_of("section", number) for number, (name, _) in enumerate(names)}
    return [Section(keys[name], name, keys[root] if root else None) for name, root in names]


def writers() -> list[Writer]:
    chance = random.Random(SEED + 1)  # noqa: S311
    return [
        Writer(
            key=key_of("writer", number),
            name=f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {chance.choice(rare_words()).capitalize()}",
            job_title=chance.choice(JOBS),
            bio=" ".join(sentences(chance, 3, 9, 14)),
        )
        for number in range(AUTHORS)
    ]


def topics() -> list[Topic]:
    return [Topic(key_of("topic", number), rare_words()[300 + 3 * number].capitalize()) for number in range(TAGS)]


def story(number: int) -> Story:
    chance = random.Random(SEED * 1_000_003 + number)  # noqa: S311
    headline = sentence(chance, 6, 10).rstrip(".")
    published_at = BEGINNING + timedelta(seconds=chance.randrange(SECONDS))
    changed_later = timedelta(seconds=chance.randrange(3 * 24 * 3600)) if chance.random() < 0.3 else timedelta()
    return Story(
        key=story_key(number),
        slug=f"{headline.lower().replace(' ', '-')[:80].rstrip('-')}-{number}",
        headline=headline,
        standfirst=sentence(chance, 18, 28),
        body=body_of(number, chance),
        section=chance.randrange(sum(1 + len(names) for names in TREE.values())),
        writers=chance.sample(range(AUTHORS), 1 if chance.random() < 0.7 else 2),
        topics=sorted(chance.sample(range(TAGS), chance.choice((3, 4, 4, 5)))),
        picture=chance.randrange(PICTURES),
        published_at=published_at,
        updated_at=published_at + changed_later,
    )


def story_key(number: int) -> str:
    """Without making the story: this is how a load that was broken off finds where to go on."""
    return key_of("story", number)


def body_of(number: int, chance: random.Random) -> list[dict[str, Any]]:
    said = sentences(chance, PARAGRAPHS * SENTENCES, 8, 16)
    blocks: list[dict[str, Any]] = [
        {"type": "paragraph", "text": [{"text": " ".join(said[first : first + SENTENCES])}]}
        for first in range(0, len(said), SENTENCES)
    ]
    heading = {"type": "heading", "level": 2, "text": [{"text": sentence(chance, 3, 6).rstrip(".")}]}
    quote = {"type": "quote", "variant": "block", "text": [{"text": sentence(chance, 12, 20)}]}
    quote["attribution"] = f"{chance.choice(FIRST_NAMES)} {chance.choice(rare_words()).capitalize()}"
    blocks[7:7] = [quote]
    blocks[5:5] = [heading]
    return [{"id": f"b{number:07d}{place:04d}", **block} for place, block in enumerate(blocks)]
