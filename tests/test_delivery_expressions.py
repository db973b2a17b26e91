"""Boolean filters mean what they say, whatever Visitor makes of them, and a fault is shown at its character."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cms.delivery.expressions import AllOf, Misread, Node, Not, Term, parse, terms_in
from cms.delivery.parameters import expression
from tests.published import minutes, publish_category, publish_story, publish_term

LIST = "/api/v1/articles/"
NAMES = ["leith", "storm", "flood", "opinion"]
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def meaning(node: Node, tags: set[str]) -> bool:
    if isinstance(node, Term):
        return node.name in tags
    if isinstance(node, Not):
        return not meaning(node.part, tags)
    return (all if isinstance(node, AllOf) else any)(meaning(part, tags) for part in node.parts)


def texts(depth: int = 3) -> st.SearchStrategy[str]:
    """Every expression that the rules allow, brackets around everything that is more than a name."""
    if depth == 0:
        return st.sampled_from(NAMES)
    inner = texts(depth - 1)
    part = st.one_of(st.sampled_from(NAMES), inner.map(lambda it: f"({it})"))
    signed = st.one_of(part, part.map(lambda it: f"-{it}"))
    joined = st.tuples(st.sampled_from([",", "|", " , ", " | "]), st.lists(signed, min_size=1, max_size=3))
    return joined.map(lambda it: it[0].join(it[1]))


@pytest.mark.parametrize(
    ("text", "tags", "holds"),
    [
        ("leith,(storm|flood),-opinion", {"leith", "flood"}, True),
        ("leith,(storm|flood),-opinion", {"leith", "flood", "opinion"}, False),
        ("leith,(storm|flood),-opinion", {"leith"}, False),
        ("storm|flood", {"flood"}, True),
        ("-(storm|flood)", {"storm"}, False),
        ("-(storm,flood)", {"storm"}, True),
        ("-(-storm)", {"storm"}, True),
        (" leith , storm ", {"leith", "storm"}, True),
        ("((((leith))))", {"leith"}, True),
    ],
)
def test_what_an_expression_means(text, tags, holds):
    assert meaning(parse(text, "tag"), tags) is holds


@pytest.mark.parametrize(
    ("text", "position", "told"),
    [
        ("leith,(storm", 6, "never closed"),
        ("leith)", 5, "never opened"),
        ("leith,,storm", 6, "is empty before “,” (and)"),
        ("leith,", 6, "is empty before the end"),
        ("()", 1, "is empty before “)”"),
        ("|leith", 0, "is empty before “|” (or)"),
        ("leith,storm|flood", 11, "put brackets"),
        ("leith(storm)", 5, "needs “,” (and) or “|” (or)"),
        ("(leith(storm))", 6, "needs “,” (and), “|” (or) or “)”"),
        ("--leith", 1, "twice"),
        ("(((((leith)))))", 4, "at most 4 brackets"),
        (",".join(f"t{i}" for i in range(21)), 70, "at most 20 names"),
        ("leith," + "x" * 201, 6, "can be neither"),
        ("leith,a\0b", 6, "can be neither"),
    ],
)
def test_a_fault_is_shown_at_its_character(client, text, position, told):
    answer = client.get(LIST, {"tag": text})
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["parameter"], error["position"]) == ("tag", position)
    assert told in error["detail"]
    assert f"at character {position}" in error["detail"]


@MANY
@given(text=st.text(alphabet="ab-,|() \0é", max_size=60))
def test_any_text_is_read_or_refused_at_one_of_its_characters(text):
    try:
        node = parse(text, "tag")
    except Misread as error:
        found = error
    else:
        found = None
    if found:
        assert 0 <= found.position <= len(text)
    else:
        assert parse(str(node), "tag") is not None


@MANY
@given(text=texts(), tags=st.sets(st.sampled_from(NAMES)))
def test_the_canonical_text_means_the_same(text, tags):
    assume(text.count("|") + text.count(",") < 20)
    node = parse(text, "tag")
    canonical = str(node)
    assert meaning(parse(canonical, "tag"), tags) == meaning(node, tags)
    assert str(parse(canonical, "tag")) == canonical
    assert {it.name for it in terms_in(node)} == {it.name for it in terms_in(parse(canonical, "tag"))}


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts(2))
def test_a_list_holds_exactly_what_the_expression_means(client, every_mixture, text):
    wanted = [slug for slug, tags in every_mixture.items() if meaning(parse(text, "tag"), tags)]
    found, url = [], f"{LIST}?limit=5&fields=slug"
    answer = client.get(url, {"tag": text, "limit": 5, "fields": "slug", "count": "exact"}).json()
    assert (answer["count"], answer["count_is"]) == (len(wanted), "exact")
    while True:
        found += [it["slug"] for it in answer["results"]]
        if answer["next"] is None:
            break
        answer = client.get(answer["next"]).json()
    assert found == sorted(wanted, reverse=True)
    if len(found) > 5:
        back = client.get(answer["previous"]).json()
        assert [it["slug"] for it in back["results"]] == found[: len(found) - len(answer["results"])][-5:]


@pytest.fixture
def every_mixture(db) -> dict[str, set[str]]:
    """Stories with each set of the tags, by slug."""
    tags = {name: publish_term("tag", name) for name in NAMES}
    numbers, stories = count(), {}
    for mixture in range(2 ** len(NAMES)):
        chosen = {name for place, name in enumerate(NAMES) if mixture >> place & 1}
        slug = f"s{next(numbers):02}"
        stories[slug] = chosen
        publish_story(
            slug=slug, at=minutes(mixture // 3), key=f"01{slug}".ljust(26, "0"), tags=[*map(tags.get, chosen)]
        )
    return stories


@pytest.mark.django_db
class TestNames:
    @pytest.fixture(autouse=True)
    def newsroom(self):
        world = publish_category("world")
        europe, asia = publish_category("europe", world), publish_category("asia", world)
        ada, ben = publish_term("author", "ada"), publish_term("author", "ben")
        publish_story(slug="a", at=minutes(1), categories=(world, europe), authors=(ada,))
        publish_story(slug="b", at=minutes(2), categories=(world, asia), authors=(ben,))
        publish_story(slug="c", at=minutes(3), categories=(world,), authors=(ada, ben))

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("category=world,-europe", ["c", "b"]),
            ("category=europe|asia", ["b", "a"]),
            ("category=-world", []),
            ("author=ada|ben&category=-asia", ["c", "a"]),
            ("author=-ada", ["b"]),
            ("author=ada&author=-ben", ["a"]),
            ("author=ada,ada", ["c", "a"]),
        ],
    )
    def test_categories_and_authors_can_be_combined_as_well(self, client, query, expected):
        answer = client.get(f"{LIST}?{query}")
        assert [it["slug"] for it in answer.json()["results"]] == expected

    def test_every_name_that_means_nothing_is_told(self, client):
        answer = client.get(LIST, {"category": "world,(atlantis|-lemuria)"})
        assert sorted(it["detail"] for it in answer.json()["errors"]) == [
            "There is no category “atlantis”.",
            "There is no category “lemuria”.",
        ]

    def test_old_names_are_found_in_one_go(self, client, django_assert_max_num_queries):
        for i in range(5):
            tag = publish_term("tag", f"old{i}")
            publish_term("tag", f"new{i}", key=tag.key)
        with django_assert_max_num_queries(4):
            assert client.get(LIST, {"tag": "|".join(f"old{i}" for i in range(5))}).status_code == 200

    def test_equal_expressions_have_the_same_pages(self, client):
        one = client.get(LIST, {"category": "europe|asia", "limit": 1}).json()["next"]
        other = client.get(LIST, {"category": "( asia | europe )|asia", "limit": 1}).json()["next"]
        assert client.get(other).json()["results"] == client.get(one).json()["results"]


@pytest.mark.parametrize(
    "expressions", [["a|b", "c|d"], ["(((a|b),c)|d),e", "f|g"], ["-(((a|b),c)|d)", "f|g", "-(h,i)"], ["a", "a"]]
)
def test_what_is_given_more_than_once_has_an_address_that_means_the_same(expressions):
    """Caches ask by it, and so does whoever follows `next`."""
    tag = expression("tag", "", {})
    node, address = tag.understood(expressions)
    assert tag.understood([address]) == (node, address)


def test_what_becomes_too_deep_by_being_joined_is_refused_at_once():
    tag = expression("tag", "", {})
    deep = "((((a|b),c)|d),e)|f"
    assert tag.understood([deep])
    with pytest.raises(ValueError, match="once all of it is joined"):
        tag.understood([deep, "g|h"])
