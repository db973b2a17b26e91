"""What is read off a picture's file: what the agency says in XMP, else in IIM, else the camera in Exif."""

from __future__ import annotations

import dataclasses
import json

import pytest
from PIL import ExifTags

from media.metadata import Found, read_metadata
from tests.drawing import FORMATS, encoded, quarters
from tests.packets import (
    UTF_8,
    alt,
    bag,
    exif,
    iim,
    opened,
    photoshop,
    png_with_text_at_its_end,
    with_exif,
    with_iim,
    with_xmp,
    xmp,
)

TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
PROHIBITED = "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING"
AGENCY = xmp(
    alt("dc:title", x_default="harbour-17")
    + alt("dc:description", de="Boote laufen aus.", x_default="Boats leave\nthe harbour.")
    + alt("Iptc4xmpCore:AltTextAccessibility", x_default="Three boats under a grey sky")
    + alt("Iptc4xmpCore:ExtDescrAccessibility", x_default="From left to right: a trawler, a tug, a ferry.")
    + bag("dc:creator", ["Cal Lens", "Dee Lens"], "Seq")
    + bag("dc:subject", ["harbour", "boats", "harbour"])
    + alt("dc:rights", x_default="© Cal Lens")
    + alt("xmpRights:UsageTerms", x_default="Editorial use only")
    + '<xmpRights:WebStatement rdf:resource="https://agency.example/licence"/>'
    + '<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:LicensorURL>https://agency.example/buy'
    + "</plus:LicensorURL></rdf:li></rdf:Seq></plus:Licensor>"
    + "<photoshop:State>Midlothian</photoshop:State>"
    + "<Iptc4xmpExt:AISystemUsed>Painter</Iptc4xmpExt:AISystemUsed>"
    + "<Iptc4xmpExt:AISystemVersionUsed>3</Iptc4xmpExt:AISystemVersionUsed>"
    + alt("Iptc4xmpExt:Event", x_default="Harbour day")
    + bag("Iptc4xmpExt:PersonInImage", ["Ada Author", "Ed Editor"])
    + "<photoshop:Instructions>NO SALES</photoshop:Instructions>"
    + f"<plus:DataMining>{PROHIBITED}</plus:DataMining>",
    """photoshop:Headline="Boats leave" photoshop:AuthorsPosition="Staff" photoshop:Credit="Cal Lens/Agency"
    photoshop:Source="Agency" photoshop:DateCreated="2026-11-22T08:30:00.25+01:00" photoshop:City="Leith"
    photoshop:Country="Scotland" Iptc4xmpCore:CountryCode="GBR"
    Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture" """,
)
SAID = Found(
    title="harbour-17",
    headline="Boats leave",
    caption="Boats leave\nthe harbour.",
    alt="Three boats under a grey sky",
    long_description="From left to right: a trawler, a tug, a ferry.",
    creator="Cal Lens, Dee Lens",
    creator_title="Staff",
    credit="Cal Lens/Agency",
    source="Agency",
    copyright_notice="© Cal Lens",
    usage_terms="Editorial use only",
    licence_url="https://agency.example/licence",
    acquire_url="https://agency.example/buy",
    instructions="NO SALES",
    taken_at="2026-11-22T08:30:00+01:00",
    keywords=("harbour", "boats"),
    city="Leith",
    region="Midlothian",
    country="Scotland",
    country_code="GBR",
    digital_source_type=f"{TYPES}digitalCapture",
    ai_system="Painter",
    ai_system_version="3",
    event="Harbour day",
    people=("Ada Author", "Ed Editor"),
    data_mining=PROHIBITED,
)


@pytest.mark.parametrize("format_", [it for it in FORMATS if it != "GIF"])
def test_what_an_agency_says_in_xmp_is_read_from_every_format_that_holds_it(format_: str) -> None:
    found = read_metadata(with_xmp(format_, AGENCY))

    assert found == SAID
    assert json.loads(json.dumps(dataclasses.asdict(found)))["people"] == ["Ada Author", "Ed Editor"]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_picture_that_says_nothing_has_nothing_to_tell(format_: str) -> None:
    assert read_metadata(opened(encoded(quarters((40, 30)), format_))) == Found()


def test_text_that_stands_after_the_picture_in_a_png_is_read_as_well() -> None:
    assert read_metadata(png_with_text_at_its_end(AGENCY)) == SAID


def xmp_says(elements: str = "", attributes: str = "") -> Found:
    return read_metadata(with_xmp("JPEG", xmp(elements, attributes)))


def test_namespaces_count_and_not_their_prefixes() -> None:
    packet = AGENCY.replace(b"photoshop:", b"ps:").replace(b"dc:", b"x1:").replace(b":photoshop=", b":ps=")
    packet = packet.replace(b"xmlns:dc=", b"xmlns:x1=")

    assert read_metadata(with_xmp("JPEG", packet)) == SAID
    assert xmp_says('<e:Credit xmlns:e="https://elsewhere.example/">Someone</e:Credit>') == Found()


def test_without_a_default_language_the_first_text_counts() -> None:
    assert xmp_says(alt("dc:title", de="", fr="Bateaux", en="Boats")).title == "Bateaux"


@pytest.mark.parametrize(
    "creator",
    [
        "<dc:creator>Cal Lens</dc:creator>",
        bag("dc:creator", ["Cal Lens"]),
        '<dc:creator rdf:parseType="Resource"><rdf:value>Cal Lens</rdf:value></dc:creator>',
        "<dc:creator><rdf:Description><rdf:value>Cal Lens</rdf:value></rdf:Description></dc:creator>",
    ],
)
def test_a_name_is_read_in_whichever_way_it_is_written(creator: str) -> None:
    assert xmp_says(creator).creator == "Cal Lens"


def test_the_alternative_text_is_found_under_the_name_that_some_software_misspells() -> None:
    assert xmp_says(alt("Iptc4xmpCore:AltTxtAccessibility", x_default="A boat")).alt == "A boat"


def test_several_descriptions_of_one_picture_are_taken_together() -> None:
    more = '</rdf:Description><rdf:Description rdf:about="" photoshop:Credit="Agency" photoshop:City="Leith">'
    found = xmp_says(more, 'photoshop:City="" photoshop:Headline="Boats"')

    assert (found.headline, found.credit, found.city) == ("Boats", "Agency", "Leith")


def test_what_is_said_of_other_pictures_inside_this_one_is_left_aside() -> None:
    inner = '<rdf:Description photoshop:Credit="Somebody else"><photoshop:City>Elsewhere</photoshop:City>'
    inside = f"<xmpMM:Pantry><rdf:Bag><rdf:li>{inner}</rdf:Description></rdf:li></rdf:Bag></xmpMM:Pantry>"

    assert xmp_says(inside) == Found()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-22T08:30:00Z", "2026-11-22T08:30:00+00:00"),
        ("2026-11-22T08:30-05:30", "2026-11-22T08:30:00-05:30"),
        ("2026-11-22T08:30:00", "2026-11-22T08:30:00+00:00"),
        ("2026-11-22", "2026-11-22T00:00:00+00:00"),
        *((it, "") for it in ("2026", "2026-11", "2026-02-30", "0000-00-00T00:00:00", "2026-11-22T25:00", "yesterday")),
        *((it, "") for it in ("2026-11-22T08:30:00+99:00", "0001-01-01T00:00:00+14:00", "٢٠٢٦-١١-٢٢")),
    ],
)
def test_a_date_is_read_where_it_names_a_day(written: str, read: str) -> None:
    assert xmp_says(attributes=f'photoshop:DateCreated="{written}"').taken_at == read


@pytest.mark.parametrize(
    ("written", "term"),
    [
        (f"{TYPES}trainedAlgorithmicMedia", "trainedAlgorithmicMedia"),
        (f"{TYPES.replace('http:', 'https:')}print/", "print"),
        ("digsrctype:compositeSynthetic", "compositeSynthetic"),
        ("algorithmicMedia", "algorithmicMedia"),
        ("TrainedAlgorithmicMedia", "trainedAlgorithmicMedia"),
        (f"{TYPES}minorHumanEdits", "humanEdits"),
        ("digsrctype:digitalArt", "digitalCreation"),
    ],
)
def test_a_digital_source_type_is_known_in_each_of_its_forms(written: str, term: str) -> None:
    element = f"<Iptc4xmpExt:DigitalSourceType>{written}</Iptc4xmpExt:DigitalSourceType>"

    assert xmp_says(element).digital_source_type == f"{TYPES}{term}"


@pytest.mark.parametrize("written", ["", "made up", f"https://elsewhere.example/{TYPES}print", "medtop:print"])
def test_a_digital_source_type_that_nobody_knows_is_left_aside(written: str) -> None:
    assert xmp_says(attributes=f'Iptc4xmpExt:DigitalSourceType="{written}"') == Found()


IIM = (
    (2, 0, b"\0\4"),
    (2, 5, b"harbour-17"),
    (2, 25, b"harbour"),
    (2, 25, "Möwen".encode()),
    (2, 40, b"NO SALES"),
    (2, 55, b"20261122"),
    (2, 60, b"083000+0100"),
    (2, 80, b"Cal Lens"),
    (2, 85, b"Staff"),
    (2, 90, b"Leith"),
    (2, 100, b"GBR"),
    (2, 101, b"Scotland"),
    (2, 105, b"Boats leave"),
    (2, 110, b"Cal Lens/Agency"),
    (2, 115, b"Agency"),
    (2, 116, "© Cal Lens".encode()),
    (2, 120, b"Boats leave\rthe harbour."),
)


@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
@pytest.mark.parametrize("character_set", [[UTF_8], []])
def test_what_an_agency_says_in_iim_is_read(format_: str, character_set: list[tuple[int, int, bytes]]) -> None:
    assert read_metadata(with_iim(iim(*character_set, *IIM), format_)) == Found(
        title="harbour-17",
        headline="Boats leave",
        caption="Boats leave\nthe harbour.",
        creator="Cal Lens",
        creator_title="Staff",
        credit="Cal Lens/Agency",
        source="Agency",
        copyright_notice="© Cal Lens",
        instructions="NO SALES",
        taken_at="2026-11-22T08:30:00+01:00",
        keywords=("harbour", "Möwen"),
        city="Leith",
        country="Scotland",
        country_code="GBR",
    )


def iim_says(*datasets: tuple[int, int, bytes]) -> Found:
    return read_metadata(with_iim(iim(*datasets)))


def test_text_from_before_unicode_is_read_with_its_typographic_quotes() -> None:
    assert iim_says((2, 120, b"\x93Caf\xe9\x94")).caption == "“Café”"


def test_text_that_was_cut_within_a_character_loses_no_more_than_that() -> None:
    assert iim_says(UTF_8, (2, 120, "Möwen, Café".encode()[:-1])).caption == "Möwen, Caf"


def test_a_day_stands_where_the_time_is_broken() -> None:
    assert iim_says((2, 55, b"20261122"), (2, 60, b"noon")).taken_at == "2026-11-22T00:00:00+00:00"
    assert iim_says((2, 55, b"20260000")).taken_at == ""


def test_a_caption_of_more_bytes_than_iim_first_allowed_is_read() -> None:
    long = b"\x1c\x02\x78\x80\x04" + (40_000).to_bytes(4) + b"word " * 8000

    assert read_metadata(with_iim(long + iim((2, 90, b"Leith")))).city == "Leith"
    assert read_metadata(with_iim(long)).caption.startswith("word word")


def test_what_stands_before_a_broken_dataset_is_kept() -> None:
    block = iim((2, 90, b"Leith"), (2, 110, b"Agency"))

    assert read_metadata(with_iim(block + b"garbage")).credit == "Agency"
    assert read_metadata(with_iim(block[:-3])).credit == "Age"


CAMERA = exif(
    {
        ExifTags.Base.Artist: "Cal Lens",
        ExifTags.Base.Copyright: "(c)Cal Lens\0Agency",
        ExifTags.Base.ImageDescription: "Boats",
    },
    {ExifTags.Base.DateTimeOriginal: "2026:11:22 08:30:00", ExifTags.Base.OffsetTimeOriginal: "+01:00"},
)


@pytest.mark.parametrize("format_", [it for it in FORMATS if it != "GIF"])
def test_what_a_camera_says_in_exif_is_read_from_every_format_that_holds_it(format_: str) -> None:
    assert read_metadata(with_exif(format_, CAMERA)) == Found(
        creator="Cal Lens",
        copyright_notice="© Cal Lens, Agency",
        caption="Boats",
        taken_at="2026-11-22T08:30:00+01:00",
    )


@pytest.mark.parametrize(("offset", "read"), [("", "+00:00"), ("somewhere", "+00:00"), ("-05:00", "-05:00")])
def test_a_camera_that_knows_no_zone_is_taken_to_be_in_utc(offset: str, read: str) -> None:
    tags = {ExifTags.Base.DateTimeOriginal: "2026:11:22 08:30:00", ExifTags.Base.OffsetTimeOriginal: offset}

    assert read_metadata(with_exif("JPEG", exif({}, tags))).taken_at == f"2026-11-22T08:30:00{read}"


def test_xmp_is_believed_before_iim_and_iim_before_exif_field_by_field() -> None:
    attributes = 'photoshop:Credit="from XMP" photoshop:DateCreated="2026" photoshop:City=" "'
    datasets = iim((2, 110, b"from IIM"), (2, 90, b"from IIM"), (2, 80, b"from IIM"))
    options = {"xmp": xmp(attributes=attributes), "extra": photoshop(datasets), "exif": CAMERA}
    found = read_metadata(opened(encoded(quarters((40, 30)), **options)))

    assert (found.credit, found.city, found.creator, found.caption) == ("from XMP", "from IIM", "from IIM", "Boats")
    assert found.taken_at == "2026-11-22T08:30:00+01:00"
