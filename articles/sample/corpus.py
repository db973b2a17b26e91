"""A made-up archive of any size, for benchmarks.

Each story depends on the seed and its number only: a smaller archive is the beginning of a larger one, word for word.
"""

from __future__ import annotations

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
    "Nation": ["Parliament", "Tribunals", "Schools", "Hospitals"],
    "Trade": ["Markets", "Industry", "Property"],
    "Games": ["Cricket", "Tennis", "Athletics"],
    "Arts": ["Film", "Opera", "Poetry"],
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
    return make_key(int(at.timestamp()) * 1000, random_bits(sort, number))


def random_bits(sort: str, number: int) -> int:
    """80 of them."""
    return int.from_bytes(hashlib.sha256(f"{SEED} {sort} {number}".encode()).digest()[:10])


@cache
def vocabulary() -> list[str]:
    """The common words first."""
    chance = random.Random(SEED)  # noqa: S311 (a corpus, no secret)
    words = dict.fromkeys(COMMON)
    while len(words) < len(COMMON) + VOCABULARY:
        syllables = range(chance.choice((1, 2, 2, 3)))
        word = "".join(chance.choice(ONSETS) + chance.choice(VOWELS) for _ in syllables) + chance.choice(CODAS)
        words[word] = None
    return list(words)


@cache
def rare_words() -> list[str]:
    return vocabulary()[len(COMMON) :]


@cache
def stock_of_sentences() -> list[str]:
    """With the words as frequent as in a text: the common ones are not quite half of it, and the rest thins out slowly.

    65,536 of them, so that two random bytes are a sentence: drawing every word by its weight would take longer than all
    that is done with the story afterwards.
    """
    chance = random.Random(SEED + 2)  # noqa: S311 (a corpus, no secret)
    weights = [1 / (rank + 3) for rank in range(len(COMMON))] + [1 / (rank + 40) for rank in range(VOCABULARY)]
    lengths = chance.choices(range(8, 17), k=65_536)
    words = iter(chance.choices(vocabulary(), weights=weights, k=sum(lengths)))
    return [" ".join(itertools.islice(words, length)).capitalize() + "." for length in lengths]


def sentences(chance: random.Random, count: int) -> list[str]:
    stock = stock_of_sentences()
    return [stock[place] for place in struct.unpack(f"<{count}H", chance.randbytes(2 * count))]


def some_words(chance: random.Random, shortest: int, longest: int) -> str:
    [sentence] = sentences(chance, 1)
    return " ".join(sentence.rstrip(".").split()[: chance.randint(shortest, longest)])


def sections() -> list[Section]:
    """Roots first."""
    names = [(root, None) for root in TREE] + [(name, root) for root, names in TREE.items() for name in names]
    keys = {name: key_of("section", number) for number, (name, _) in enumerate(names)}
    return [Section(keys[name], name, keys[root] if root else None) for name, root in names]


def writers() -> list[Writer]:
    chance = random.Random(SEED + 1)  # noqa: S311 (a corpus, no secret)
    return [
        Writer(
            key=key_of("writer", number),
            name=f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {chance.choice(rare_words()).capitalize()}",
            job_title=chance.choice(JOBS),
            bio=" ".join(sentences(chance, 3)),
        )
        for number in range(AUTHORS)
    ]


def topics() -> list[Topic]:
    return [Topic(key_of("topic", number), rare_words()[300 + 3 * number].capitalize()) for number in range(TAGS)]


def story(number: int) -> Story:
    chance = random.Random(SEED * 1_000_003 + number)  # noqa: S311 (a corpus, no secret)
    headline = some_words(chance, 6, 10)
    published_at = time_of(number)
    changed_later = timedelta(seconds=chance.randrange(3 * 24 * 3600)) if chance.random() < 0.3 else timedelta()
    return Story(
        key=story_key(number),
        slug=f"{headline.lower().replace(' ', '-')[:80].rstrip('-')}-{number}",
        headline=headline,
        standfirst=" ".join(sentences(chance, 2)),
        body=body_of(number, chance),
        section=chance.randrange(sum(1 + len(names) for names in TREE.values())),
        writers=chance.sample(range(AUTHORS), 1 if chance.random() < 0.7 else 2),
        topics=sorted(chance.sample(range(TAGS), chance.choice((3, 4, 4, 5)))),
        picture=chance.randrange(PICTURES),
        published_at=published_at,
        updated_at=published_at + changed_later,
    )


def story_key(number: int) -> str:
    """Without making the story: by its key one sees whether it is stored already, and when it was published."""
    return key_of("story", number, time_of(number))


def time_of(number: int) -> datetime:
    return BEGINNING + timedelta(seconds=random_bits("time", number) % SECONDS)


def body_of(number: int, chance: random.Random) -> list[dict[str, Any]]:
    """Shorter names before longer ones.

    So PostgreSQL orders what it stores, and the story compiles to the same bytes before and after.
    """
    said = sentences(chance, PARAGRAPHS * SENTENCES)
    blocks: list[dict[str, Any]] = [
        {"text": [{"text": " ".join(said[first : first + SENTENCES])}], "type": "paragraph"}
        for first in range(0, len(said), SENTENCES)
    ]
    heading = {"text": [{"text": some_words(chance, 3, 6)}], "type": "heading", "level": 2}
    quote = {"text": [{"text": sentences(chance, 1)[0]}], "type": "quote", "variant": "block"}
    quote["attribution"] = f"{chance.choice(FIRST_NAMES)} {chance.choice(rare_words()).capitalize()}"
    blocks[7:7] = [quote]
    blocks[5:5] = [heading]
    return [{"id": f"b{number:07d}{place:04d}", **block} for place, block in enumerate(blocks)]
