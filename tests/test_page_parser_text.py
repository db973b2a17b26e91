"""Text copied from a page: which of its lines are the story, and what the others say about it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from articles.blocks import to_text
from articles.importers.page import NotAStory, ParsedAuthor, ParsedPage, PictureRequest, parse_page

HEADLINE = "Harbour opens again after nine days"
FIRST = "The harbour of Quay opened again on Sunday after nine days of storm."
SECOND = "Nobody was hurt while it was closed, the master of the port said."
THIRD = "The first boat left at eight, with gulls behind it and the whole town on the pier."


def read(*paragraphs: str, known: tuple[str, ...] = ()) -> ParsedPage:
    return parse_page("\n\n".join(paragraphs).encode(), known_categories=known)


def story(*paragraphs: str) -> ParsedPage:
    return read(HEADLINE, FIRST, *paragraphs, SECOND)


def texts(page: ParsedPage) -> list[str]:
    return to_text(page.blocks).split("\n\n")


class TestBreadcrumbs:
    @pytest.mark.parametrize(
        ("first", "names"),
        [
            (f"Home Seafaring {HEADLINE}", ("Seafaring",)),
            (f"home seafaring {HEADLINE.upper()}", ("seafaring",)),
            (f"Home World News {HEADLINE}", ("World News",)),
            (f"Home › World › Europe › {HEADLINE}", ("World", "Europe")),
            (f"Home > World News > {HEADLINE}", ("World News",)),
            (f"Home / World / {HEADLINE}", ("World",)),
            (f"Home»World»{HEADLINE}", ("World",)),
            (f"Home | World | {HEADLINE}", ("World",)),
            (f"Home/World/{HEADLINE}", ("World",)),
            (f"Seafaring {HEADLINE}", ("Seafaring",)),
            (f"Home {HEADLINE}", ()),
            (HEADLINE, ()),
        ],
    )
    def test_run_together_with_a_headline_that_follows_again(self, first, names):
        page = read(first, HEADLINE, FIRST, SECOND)

        assert (page.headline, page.category_names) == (HEADLINE, names)
        assert texts(page) == [FIRST, SECOND]

    def test_are_split_by_the_names_of_categories_that_we_have(self):
        page = read(
            f"Home World News Europe {HEADLINE}", HEADLINE, FIRST, SECOND, known=("world news", "Europe", "World")
        )

        assert page.category_names == ("world news", "Europe")

    def test_stay_one_category_where_a_part_is_unknown(self):
        page = read(f"Home World News Europe {HEADLINE}", HEADLINE, FIRST, SECOND, known=("World",))

        assert page.category_names == ("World News Europe",)

    def test_are_known_even_where_the_headline_comes_once(self):
        page = read(f"Home Seafaring {HEADLINE}", FIRST, SECOND, known=("Seafaring",))

        assert (page.headline, page.category_names) == (HEADLINE, ("Seafaring",))

    @pytest.mark.parametrize(
        "above",
        [
            ("Home › World › Europe",),
            ("Home", "World", "Europe"),
            ("Home › World › Europe › Harbour opens again…",),
            ("World > Europe",),
        ],
    )
    def test_stand_above_the_headline(self, above):
        page = read(*above, HEADLINE, FIRST, SECOND)

        assert (page.headline, page.category_names) == (HEADLINE, ("World", "Europe"))

    def test_may_hold_the_only_headline(self):
        page = read(f"Home › World › {HEADLINE}", FIRST, SECOND)

        assert (page.headline, page.category_names) == (HEADLINE, ("World",))

    def test_are_not_seen_in_a_headline_that_begins_like_one(self):
        page = read("Home Secretary opens the harbour", FIRST, SECOND)

        assert (page.headline, page.category_names) == ("Home Secretary opens the harbour", ())

    @pytest.mark.parametrize("headline", ["Boats return – for now", "Win/lose at the pier", "Harbour: what next?"])
    def test_are_not_seen_in_a_headline_with_signs(self, headline):
        page = read(headline, FIRST, SECOND)

        assert (page.headline, page.category_names) == (headline, ())

    def test_are_not_the_menu_of_the_site(self):
        page = read("Home", "News", "Sport", "Weather", "Sea", "Boats", "More news", HEADLINE, FIRST, SECOND)

        assert (page.headline, page.category_names) == (HEADLINE, ())
        assert page.warnings[0].startswith("Left out “Home, News, Sport")

    def test_are_not_the_name_of_the_site(self):
        page = read(f"{HEADLINE} | Quay News", HEADLINE, FIRST, SECOND)

        assert (page.headline, page.category_names) == (HEADLINE, ())
        assert page.warnings == ("Left out “Quay News”: it stands beside the headline.",)


class TestCaptions:
    @pytest.mark.parametrize(
        ("end", "caption"),
        [
            ("was a joke.", "Tam Roe and the skippers"),
            ("was “a joke”.", "Tam Roe and the skippers"),
            ("was “a joke.”", "Tam Roe and the skippers"),
            ('was "a joke."', "Tam Roe and the skippers"),
            ("was a joke!", "“Tam Roe” and his dog at the pier"),
            ("was a joke?", "Élodie Roe at the pier"),
            ("was a joke…", "In the harbour on Sunday"),
            ("was in 2019.", "The pier and Mr. Roe, as seen from U.S. ships"),
        ],
    )
    def test_glued_to_a_paragraph_are_taken_out_of_it(self, end, caption):
        page = story(f"The clerk told visitors that it {end}{caption}")

        assert texts(page)[1] == f"The clerk told visitors that it {end}"
        assert page.picture_requests == (PictureRequest(caption=caption, after_block=1),)
        assert "as the caption of a picture" in page.warnings[0]

    @pytest.mark.parametrize(
        "paragraph",
        [
            "The men had served for many years in the U.S.Army at sea",
            "The whole list of the boats is at example.Com for all",
            "The whole list of the boats is at www.quay.Example for all",
            "The whole list of the boats is at https://quay.example/A.Boat for all",
            "The boats were seen at the pier with Mr.Roe and his dog",
            "The boats were seen at the pier by J.Roe and his dog",
            "The boats came home at nine p.m.Then they went out again",
            "The wave was 3.5 metres high and the wall is 2.9 metres high",
            "The boats went out and the town was glad.Then they came home.",
            "The boats went out and the town was glad.Boats",
            "The boats went out and the town was glad.and quiet",
            "The boats went out and the town was glad.Then one of them came home with a broken mast and "
            "a torn sail and a very tired crew who said that it had been a night to forget",
        ],
    )
    def test_are_not_seen_where_no_sentence_ends_or_none_could_follow(self, paragraph):
        page = story(paragraph)

        assert texts(page)[1] == paragraph
        assert page.picture_requests == ()

    def test_keep_their_credit_apart(self):
        page = story("The clerk said that it was a joke.Tam Roe at the pier (Photo: Cal Lens)")

        assert page.picture_requests == (
            PictureRequest(caption="Tam Roe at the pier", credit="Cal Lens", after_block=1),
        )

    def test_on_lines_that_say_so_are_no_paragraphs(self):
        page = story("Image source, Cal Lens", "Image caption, The pier on Sunday morning", THIRD)

        assert texts(page) == [FIRST, THIRD, SECOND]
        assert page.picture_requests == (
            PictureRequest(caption="The pier on Sunday morning", credit="Cal Lens", after_block=0),
        )

    def test_above_the_story_follow_no_block(self):
        page = read(HEADLINE, "Photo: The pier on Sunday morning", FIRST, SECOND)

        assert page.picture_requests == (PictureRequest(caption="The pier on Sunday morning", after_block=-1),)

    def test_are_not_seen_in_a_paragraph_that_begins_with_the_word(self):
        assert story("Picture, if you will, a harbour without any boats.").picture_requests == ()


class TestBylines:
    @pytest.mark.parametrize(
        ("line", "names"),
        [
            ("By Ada Reporter", ["Ada Reporter"]),
            ("by Ada Reporter and Ben Writer", ["Ada Reporter", "Ben Writer"]),
            ("Written by Ada Reporter", ["Ada Reporter"]),
            ("By Ada Reporter, Ben Writer & Cal Lens", ["Ada Reporter", "Ben Writer", "Cal Lens"]),
            ("By Ada Reporter in Leith", ["Ada Reporter"]),
            ("By Ada de la Mer O’Quay", ["Ada de la Mer O’Quay"]),
            ("By Ada", ["Ada"]),
            ("By Ada Reporter | 4 min read", ["Ada Reporter"]),
        ],
    )
    def test_name_the_authors_and_are_no_paragraphs(self, line, names):
        page = read(HEADLINE, line, FIRST, SECOND)

        assert [author.name for author in page.authors] == names
        assert texts(page) == [FIRST, SECOND]

    def test_may_tell_the_job(self):
        page = read(HEADLINE, "By Ada Reporter, Maritime correspondent", FIRST, SECOND)

        assert page.authors == (ParsedAuthor(name="Ada Reporter", job_title="Maritime correspondent"),)

    @pytest.mark.parametrize(
        ("lines", "moment"),
        [
            (["Ada Reporter, 3 May 2026"], datetime(2026, 5, 3, tzinfo=UTC)),
            (["Ada Reporter", "Published: 3rd May 2026 at 10:15 BST"], datetime(2026, 5, 3, 9, 15, tzinfo=UTC)),
            (["By Ada Reporter | May 3, 2026 | 8.30pm EDT"], datetime(2026, 5, 4, 0, 30, tzinfo=UTC)),
            (["By Ada Reporter", "Sunday, 3 May 2026"], datetime(2026, 5, 3, tzinfo=UTC)),
            (
                ["By", "Ada Reporter", "Maritime correspondent", "2026-05-03T10:15:00Z"],
                datetime(2026, 5, 3, 10, 15, tzinfo=UTC),
            ),
            (["Ada Reporter • 31/12/2026"], datetime(2026, 12, 31, tzinfo=UTC)),
        ],
    )
    def test_stand_with_dates(self, lines, moment):
        page = read(HEADLINE, *lines, FIRST, SECOND)

        assert [author.name for author in page.authors] == ["Ada Reporter"]
        assert page.published_at == moment
        assert texts(page) == [FIRST, SECOND]

    def test_tell_first_and_last_times(self):
        page = read(HEADLINE, "Published 3 May 2026, 10:15 | Updated 4 May 2026, 11:00", FIRST, SECOND)

        assert page.published_at == datetime(2026, 5, 3, 10, 15, tzinfo=UTC)
        assert page.modified_at == datetime(2026, 5, 4, 11, 0, tzinfo=UTC)

    def test_with_a_date_of_two_readings_ask_a_person(self):
        page = read(HEADLINE, "By Ada Reporter, 3/5/2026", FIRST, SECOND)

        assert page.published_at is None
        assert page.warnings == ("Left out “By Ada Reporter, 3/5/2026”: its date has two readings, or none.",)

    def test_stand_below_the_standfirst(self):
        page = read(HEADLINE, "Boats left at first light.", "By Ada Reporter", FIRST, SECOND)

        assert page.standfirst == "Boats left at first light."
        assert texts(page) == [FIRST, SECOND]

    @pytest.mark.parametrize(
        "line",
        [
            "By the time the sea was calm, it was Sunday.",
            "By Sunday, nobody was left.",
            "LEITH, 3 May 2026 – It rained again.",
        ],
    )
    def test_are_not_seen_in_sentences(self, line):
        page = read(HEADLINE, line, FIRST, SECOND)

        assert page.authors == ()
        assert texts(page)[0] == line


class TestWritersBoxes:
    @pytest.mark.parametrize(
        ("name", "bio"),
        [
            ("Orla", "Orla is the eye of the crew. She loves boats and all that goes with them."),
            ("Ada Reporter", "Ada Reporter covers the sea for Quay News. She lives in Leith."),
            ("Ada Reporter", "Ada Reporter joined Quay News in 2019 as its maritime correspondent."),
            ("Ben van der Berg", "Ben van der Berg writes about boats. His favourite knot is the bowline."),
        ],
    )
    def test_end_the_story(self, name, bio):
        page = read(HEADLINE, FIRST, SECOND, bio)

        assert [(author.name, author.bio) for author in page.authors] == [(name, bio)]
        assert texts(page) == [FIRST, SECOND]

    def test_tell_the_job(self):
        page = read(HEADLINE, FIRST, SECOND, "Ada Reporter is the maritime correspondent of Quay News.")

        assert page.authors[0].job_title == "Maritime correspondent"

    def test_belong_to_the_author_of_the_byline(self):
        page = read(HEADLINE, "By Ada Reporter", FIRST, SECOND, "Ada Reporter is a baker. She lives in Leith.")

        assert page.authors == (ParsedAuthor(name="Ada Reporter", bio="Ada Reporter is a baker. She lives in Leith."),)

    @pytest.mark.parametrize(
        "box",
        [
            ["About the author", "Ada Reporter has a boat."],
            ["About the writer:", "Ada Reporter", "She has a boat."],
            ["About Ada Reporter", "She has a boat."],
        ],
    )
    def test_may_say_what_they_are(self, box):
        page = read(HEADLINE, FIRST, SECOND, *box)

        assert page.authors == (ParsedAuthor(name="Ada Reporter", bio=box[-1]),)
        assert texts(page) == [FIRST, SECOND]

    def test_may_have_two_paragraphs(self):
        page = read(
            HEADLINE, FIRST, SECOND, "Orla is the eye of the crew. She loves boats.", "She mends nets at night."
        )

        assert page.authors[0].bio == "Orla is the eye of the crew. She loves boats.\n\nShe mends nets at night."

    def test_may_be_a_closing_byline_only(self):
        page = read(HEADLINE, FIRST, SECOND, "Written by Ada Reporter")

        assert page.authors == (ParsedAuthor(name="Ada Reporter"),)
        assert texts(page) == [FIRST, SECOND]

    @pytest.mark.parametrize(
        "last",
        [
            "Quay is the third harbour of the coast. It has two piers and a bell.",
            "Norway has more boats than people, or so they say in Quay.",
            "He is said to have left on the first boat, but she does not believe it.",
            "Tam Roe told visitors that he loves boats and lives in a tower.",
            "The master is fond of ladders. He has six of them.",
        ],
    )
    def test_are_not_seen_in_last_paragraphs_of_a_story(self, last):
        page = read(HEADLINE, FIRST, SECOND, last)

        assert page.authors == ()
        assert texts(page)[-1] == last

    def test_are_about_nobody_who_is_in_the_news(self):
        last = "Una Vale is the clerk. She lives in Quay."
        page = read(HEADLINE, FIRST, "The clerk, Una Vale, said nothing.", last)

        assert page.authors == ()
        assert texts(page)[-1] == last

    def test_are_not_about_a_second_person_where_a_byline_names_the_first(self):
        last = "Una Vale is the clerk. She lives in Quay."
        page = read(HEADLINE, "By Ada Reporter", FIRST, SECOND, last)

        assert [author.name for author in page.authors] == ["Ada Reporter"]
        assert texts(page)[-1] == last


class TestFurniture:
    @pytest.mark.parametrize(
        "line",
        [
            "Advertisement",
            "Share this article",
            "Share on Facebook",
            "Facebook | X | WhatsApp",
            "Read more: Storm shuts harbour",
            "Sign up to our weekly newsletter",
            "Follow us on Facebook",
            "© 2026 Quay News",
            "Copyright 2026 Quay News",
            "Print",
            "3 comments",
            "We use cookies to give you a better time on this site.",
            "Skip to content",
            "5 min read",
            "Subscribe",
        ],
    )
    def test_is_left_out_with_a_warning(self, line):
        page = story(line)

        assert texts(page) == [FIRST, SECOND]
        assert len(page.warnings) == 1
        assert line.split()[0] in page.warnings[0]

    @pytest.mark.parametrize("line", ["Skip to content", "Menu", "Advertisement"])
    def test_above_the_headline_is_left_out_too(self, line):
        assert read(line, HEADLINE, FIRST, SECOND).headline == HEADLINE

    @pytest.mark.parametrize(
        "headline",
        [
            "Share prices fall in Quay",
            "Watch: boats leave the harbour",
            "Copyright law changes",
            "Privacy policy angers skippers",
            "Follow the boats home",
            "Save the pier, say skippers",
            "More boats for Quay",
            "Comments on a storm",
        ],
    )
    def test_is_not_seen_in_headlines(self, headline):
        assert read(headline, FIRST, SECOND).headline == headline

    def test_leads_to_other_stories_until_the_story_goes_on(self):
        page = story("Related articles", "Storm shuts harbour", "Who pays for the pier?", THIRD)

        assert texts(page) == [FIRST, THIRD, SECOND]
        assert len(page.warnings) == 3

    def test_begins_with_the_comments_of_readers(self):
        page = read(HEADLINE, FIRST, SECOND, "Comments (2)", "First!", "This is the best harbour of them all, I say.")

        assert texts(page) == [FIRST, SECOND]
        assert page.warnings == ("Left out “Comments (2)”: readers' comments begin here (2 more paragraphs).",)

    def test_hides_the_writers_box_no_longer(self):
        page = read(
            HEADLINE, FIRST, SECOND, "Related stories", "Storm shuts harbour", "Orla is a writer. She loves boats."
        )

        assert [author.name for author in page.authors] == ["Orla"]

    def test_holds_the_tags_and_the_address(self):
        page = story("Tags: Quay, storms, #boats, quay", "Source: https://quay.example/world/harbour")

        assert page.tags == ("Quay", "storms", "boats")
        assert page.source_url == "https://quay.example/world/harbour"
        assert texts(page) == [FIRST, SECOND]


class TestBlocks:
    def test_lines_may_be_wrapped(self):
        text = f"""{HEADLINE}

By Ada Reporter
3 May 2026

The harbour of Quay opened again on Sunday
after nine days of storm, and the whole town
stood on the pier when the first boat left.

Nobody was hurt while it was closed, the
master of the port said. The wall had held
for all of the nine days.
"""
        page = parse_page(text.encode())

        assert texts(page) == [
            FIRST[:-1] + ", and the whole town stood on the pier when the first boat left.",
            SECOND + " The wall had held for all of the nine days.",
        ]
        assert [author.name for author in page.authors] == ["Ada Reporter"]

    def test_each_line_may_be_a_paragraph(self):
        page = parse_page("\n".join([HEADLINE, FIRST, SECOND, THIRD, FIRST, SECOND]).encode())

        assert texts(page) == [FIRST, SECOND, THIRD, FIRST, SECOND]

    def test_lists_have_signs(self):
        page = story("- Dredging", "- New lights", THIRD, "3. Ropes", "4. Ladders")

        assert [block["type"] for block in page.blocks] == ["paragraph", "list", "paragraph", "list", "paragraph"]
        assert page.blocks[1]["items"] == [{"text": [{"text": "Dredging"}]}, {"text": [{"text": "New lights"}]}]
        assert (page.blocks[3]["style"], page.blocks[3]["start"]) == ("number", 3)

    def test_one_dash_is_a_way_to_speak(self):
        assert [block["type"] for block in story("– I was there, said Tam Roe.").blocks] == ["paragraph"] * 3

    def test_headings_stand_alone_between_paragraphs(self):
        page = story("What happens next", THIRD)

        assert [(block["type"], block.get("level")) for block in page.blocks][1] == ("heading", 2)
        assert page.warnings == ("Took “What happens next” as a subheading.",)

    def test_headings_may_have_signs_and_skip_no_level(self):
        page = story("#### What happens next", THIRD, "### And then", THIRD)

        assert [(block["type"], block.get("level")) for block in page.blocks if block["type"] == "heading"] == [
            ("heading", 2),
            ("heading", 3),
        ]

    def test_quotes_have_signs(self):
        page = story("> It was the end, we thought.")

        assert page.blocks[1]["type"] == "quote"
        assert page.blocks[1]["text"] == [{"text": "It was the end, we thought."}]

    def test_markup_in_text_stays_text(self):
        assert "<script>alert(1)</script>" in to_text(story("They wrote <script>alert(1)</script> on the wall.").blocks)


def test_a_headline_of_endless_length_is_none():
    with pytest.raises(NotAStory, match="no headline"):
        read("harbour " * 60, FIRST, SECOND)
