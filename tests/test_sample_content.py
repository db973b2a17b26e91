"""The sample newsroom has everything in it that the system can show, and hangs together."""

from __future__ import annotations

import io
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageStat

from articles.blocks import BLOCK_TYPES, clean, mentions, validate
from articles.blocks.spans import MARK_ORDER
from articles.sample import load_content
from articles.sample.pictures import SCENES, draw, portrait
from articles.sample.placeholders import Keys, fill_in
from articles.sample.prose import spans_of

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CONTENT = load_content()
STORIES = {story.slug: story for story in CONTENT.stories}


def fake_keys(names):
    return {name: f"01sample{place:018}" for place, name in enumerate(names)}


KEYS = Keys(
    articles=fake_keys(STORIES),
    authors=fake_keys(author.slug for author in CONTENT.authors),
    categories=fake_keys(category.slug for category in CONTENT.categories),
    tags=fake_keys(tag.slug for tag in CONTENT.tags),
    pictures=fake_keys(picture.id for picture in CONTENT.pictures),
    corrections=fake_keys(story.correction.id for story in CONTENT.stories if story.correction),
)


def every_block(blocks):
    for block in blocks:
        yield block
        for item in block.get("items", []) if block["type"] == "box" else []:
            yield from every_block(item["blocks"])


def every_dict(value):
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from every_dict(inner)


def test_there_is_enough_of_everything():
    assert len(CONTENT.stories) >= 66
    assert len(CONTENT.categories) >= 10
    assert len(CONTENT.authors) == 6
    assert len(CONTENT.tags) >= 20
    assert len(CONTENT.pictures) >= 24
    assert sum(len(story.body) >= 10 for story in CONTENT.stories) >= 15
    assert {tag.type for tag in CONTENT.tags} >= {"topic", "person", "place", "organisation"}


def test_categories_form_a_tree_with_a_branch_of_three_levels():
    parents = {category.slug: category.parent for category in CONTENT.categories}
    assert max(category.path.count("/") for category in CONTENT.categories) == 3
    seen = set()
    for category in CONTENT.categories:
        assert category.parent is None or category.parent in seen, "parents come before their children"
        seen.add(category.slug)
    assert len(seen) == len(parents)


def test_every_state_of_a_story_occurs():
    states = Counter(story.state for story in CONTENT.stories)
    assert states["published"] >= 60
    for state in ("scheduled", "unpublished", "retracted", "draft", "in_review", "ready", "hold", "spiked"):
        assert states[state] >= 1, state


def test_one_published_story_was_corrected_and_the_retracted_one_says_why():
    (corrected,) = [story for story in CONTENT.stories if story.correction]
    assert corrected.state == "published"
    assert corrected.correction.was in corrected.correction.text
    assert corrected.correction.now in corrected.correction.text
    assert 0 < corrected.correction.minutes_ago < corrected.minutes_ago
    assert all(story.notice for story in CONTENT.stories if story.state in {"retracted", "unpublished"})


def test_only_the_scheduled_story_lies_in_the_future():
    for story in CONTENT.stories:
        if story.state == "scheduled":
            assert story.minutes_ago == -24 * 60
        elif story.state in {"published", "retracted", "unpublished"}:
            assert story.minutes_ago > 0
        else:
            assert story.minutes_ago is None
    freshest = min((story for story in CONTENT.stories if story.state == "published"), key=lambda it: it.minutes_ago)
    assert freshest.minutes_ago < 60
    assert freshest.breaking


def test_exactly_one_story_is_breaking_and_genres_are_mixed():
    assert sum(story.breaking for story in CONTENT.stories) == 1
    genres = {story.genre for story in CONTENT.stories}
    assert genres >= {"report", "analysis", "opinion", "explainer", "interview", "review", "obituary", "data"}


def test_one_story_is_live_coverage_with_posts_of_every_sort():
    [live] = [story for story in CONTENT.stories if story.kind == "live"]
    assert live.state == "published"
    assert len(live.posts) >= 6
    assert sum(post.pinned for post in live.posts) == 1
    assert any(post.key_event for post in live.posts)
    assert any(not post.headline for post in live.posts)
    assert {post.author for post in live.posts} > {None, "mairi-tolland"}
    times = [post.minutes_ago for post in live.posts]
    assert sorted(times, reverse=True) == times
    assert live.minutes_ago > times[0]


def test_there_is_a_front_page_and_a_series_and_what_they_name_is_published():
    front, series = CONTENT.collections
    assert (front.kind, front.is_home, series.kind, series.is_home) == ("front", True, "series", False)
    assert len(front.items) >= 8
    assert len(series.items) >= 4
    for item in (*front.items, *series.items):
        assert bool(item.story) != bool(item.link)
        assert item.headline or item.story
        assert not item.story or STORIES[item.story].state == "published"
        assert not item.picture or item.picture in KEYS.pictures
    assert any(item.is_sublink for item in front.items)
    assert not front.items[0].is_sublink
    assert any(item.link and item.picture for item in front.items)
    assert any(item.story and item.headline for item in front.items)
    ages = [STORIES[item.story].minutes_ago for item in series.items]
    assert sorted(ages, reverse=True) == ages, "the first part first"


@pytest.mark.parametrize("post", [post for story in CONTENT.stories for post in story.posts])
def test_the_body_of_a_post_is_valid_and_clean(post):
    body = fill_in(post.body, KEYS, NOW)
    validate(body)
    assert clean(body) == body


def test_slugs_and_ids_are_used_once():
    for names in (
        [story.slug for story in CONTENT.stories],
        [author.slug for author in CONTENT.authors],
        [tag.slug for tag in CONTENT.tags],
        [category.slug for category in CONTENT.categories],
        [picture.id for picture in CONTENT.pictures],
        [story.headline for story in CONTENT.stories],
        [(picture.scene, picture.seed) for picture in CONTENT.pictures],
        [author.portrait_seed for author in CONTENT.authors],
        [collection.slug for collection in CONTENT.collections],
    ):
        assert not [name for name, times in Counter(names).items() if times > 1]


def test_stories_name_only_what_the_sample_holds():
    for story in CONTENT.stories:
        assert story.category in KEYS.categories, story.slug
        assert set(story.tags) <= set(KEYS.tags), story.slug
        assert {it.author for it in story.contributors} <= set(KEYS.authors), story.slug
        assert story.contributors, story.slug
        assert len(set(story.contributors)) == len(story.contributors), story.slug
        assert story.lead_picture in KEYS.pictures, story.slug
        assert all((story.headline, story.kicker, story.summary, story.standfirst)), story.slug


def test_nothing_of_the_sample_is_left_unused():
    used_tags = {tag for story in CONTENT.stories for tag in story.tags}
    bodies = [part for story in CONTENT.stories for part in every_dict(story.body)]
    used_pictures = {story.lead_picture for story in CONTENT.stories}
    used_pictures |= {part["picture"] for part in bodies if "picture" in part}
    assert used_tags == set(KEYS.tags)
    assert used_pictures == set(KEYS.pictures)
    assert {it.author for story in CONTENT.stories for it in story.contributors} == set(KEYS.authors)
    assert {story.category for story in CONTENT.stories} > {"harbour", "fishing", "ferries"}


@pytest.mark.parametrize("slug", STORIES)
def test_a_body_is_valid_and_clean_once_keys_are_filled_in(slug):
    body = fill_in(STORIES[slug].body, KEYS, NOW)
    validate(body)
    assert clean(body) == body
    assert not [part for part in every_dict(body) if {"slug", "picture", "minutes_ago", "days_ago"} & set(part)]


@pytest.mark.parametrize("slug", STORIES)
def test_a_standfirst_is_valid_rich_text(slug):
    validate([{"id": "standfirst1", "type": "paragraph", "text": fill_in(STORIES[slug].standfirst, KEYS, NOW)}])


def test_every_block_type_every_mark_and_every_box_is_used_by_published_stories():
    published = [story for story in CONTENT.stories if story.state == "published"]
    blocks = [block for story in published for block in every_block(story.body)]
    spans = [part for story in published for part in every_dict(story.body) if "marks" in part]
    assert {block["type"] for block in blocks} == set(BLOCK_TYPES)
    assert {mark["type"] for span in spans for mark in span["marks"]} == set(MARK_ORDER)
    assert {block["variant"] for block in blocks if block["type"] == "box"} == {
        "factbox", "key_points", "qa", "timeline", "profile", "methodology"
    }  # fmt: skip


def test_stories_of_the_same_theme_link_to_each_other():
    linking = Counter()
    for story in CONTENT.stories:
        for key in mentions(fill_in(story.body, KEYS, NOW)).articles:
            assert key != KEYS.articles[story.slug], f"{story.slug} links to itself"
            linking[key] += 1
    assert len(linking) >= 30
    assert linking[KEYS.articles["harbour-reopens-after-storm-una"]] >= 3


def test_block_ids_are_the_same_at_every_reading():
    again = {story.slug: story for story in load_content().stories}
    assert again == STORIES
    bodies = [body for story in CONTENT.stories for body in (story.body, *(post.body for post in story.posts))]
    ids = [block["id"] for body in bodies for block in every_block(body)]
    assert len(ids) == len(set(ids))


def test_prose_marks_nest_and_merge():
    spans = spans_of("A **bold *and* [link](article:a)** CO~2~ \\*", lambda kind, slug: f"/{kind}/{slug}")
    strong, link = {"type": "strong"}, {"type": "link", "href": "/article/a", "ref": {"type": "article", "slug": "a"}}
    assert spans == [
        {"text": "A "},
        {"text": "bold ", "marks": [strong]},
        {"text": "and", "marks": [strong, {"type": "em"}]},
        {"text": " ", "marks": [strong]},
        {"text": "link", "marks": [link, strong]},
        {"text": " CO"},
        {"text": "2", "marks": [{"type": "sub"}]},
        {"text": " *"},
    ]


@pytest.mark.parametrize("text", ["**never closed", "[never closed", "*[a](tag:b)"])
def test_a_mark_left_open_is_refused_with_its_text(text):
    with pytest.raises(ValueError, match="opened and not closed"):
        spans_of(text, lambda kind, slug: f"/{kind}/{slug}")


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_is_drawn_the_same_from_the_same_seed_and_differently_from_another(scene):
    first, second = draw(scene, seed=1, size=(240, 160)), draw(scene, seed=1, size=(240, 160))
    assert first == second
    image = Image.open(io.BytesIO(first))
    assert (image.format, image.size) == ("JPEG", (240, 160))
    assert max(ImageStat.Stat(image).stddev) > 15, "a picture, not a plain surface"
    if not scene.startswith("chart"):
        assert draw(scene, seed=2, size=(240, 160)) != first


def test_pictures_come_in_full_size_in_good_time():
    started = time.process_time()
    image = Image.open(io.BytesIO(draw("harbour", seed=3)))
    assert image.size == (1600, 1067)
    assert time.process_time() - started < 5, "about 0.6 s when nothing else runs"


def test_an_unknown_scene_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"no scene “moon”.*harbour"):
        draw("moon", seed=1)


def test_every_author_has_a_portrait_and_every_picture_words_of_its_own():
    portraits = {portrait(author.portrait_seed, size=(160, 160)) for author in CONTENT.authors}
    assert len(portraits) == len(CONTENT.authors)
    for author in CONTENT.authors:
        assert author.bio.count(".") >= 2
        assert author.name in author.portrait_alt
    for picture in CONTENT.pictures:
        assert picture.scene in SCENES
        assert all((picture.alt, picture.caption, picture.credit, picture.copyright))
        assert all(0 <= place <= 1 for place in picture.focal_point)
