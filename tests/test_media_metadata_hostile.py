"""What strangers write into files is text of bounded length, or nothing: it breaks neither the upload nor the desk."""

from __future__ import annotations

import dataclasses
import json
import re
import time
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from media.metadata import Found, read_metadata
from tests.drawing import FORMATS, encoded, quarters
from tests.packets import UTF_8, alt, bag, exif, iim, opened, photoshop, with_exif, with_iim, with_xmp, xmp, xmp_options

FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
TEXTS = [it.name for it in dataclasses.fields(Found) if it.name not in ("keywords", "people")]
LONGEST = {"caption": 2000, "long_description": 2000, "usage_terms": 2000, "instructions": 2000, "alt": 500,
           "licence_url": 500}  # fmt: skip


def check(found: Found) -> None:
    """Can be kept as JSON in any database, and within the lengths that the desk knows."""
    assert not FORBIDDEN.search(json.dumps(dataclasses.asdict(found), ensure_ascii=False))
    for field in TEXTS:
        text = getattr(found, field)
        assert text == text.strip()
        assert len(text) <= LONGEST.get(field, 200)
    for several in (found.keywords, found.people):
        assert len(several) <= 100
        assert all(0 < len(it) <= 200 for it in several)


def held(**info: object) -> Image.Image:
    """A picture that holds this, without a file around it."""
    picture = Image.new("RGB", (4, 4))
    picture.info.update(info)
    return picture


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    "packet",
    [
        xmp("<photoshop:Credit>&e9;</photoshop:Credit>", before=BOMB),
        xmp("<photoshop:Credit>&file;</photoshop:Credit>", before=OUTSIDE),
        xmp(attributes='photoshop:Credit="Agency"', before="<!DOCTYPE x>"),
        xmp(attributes='photoshop:Credit="Agency"', before='<!DOCTYPE x SYSTEM "https://elsewhere.example/x.dtd">'),
    ],
    ids=["billion laughs", "external entity", "empty DTD", "external DTD"],
)
def test_xml_with_a_dtd_is_not_read(packet: bytes) -> None:
    started = time.process_time()

    assert read_metadata(with_xmp("JPEG", packet)) == Found()
    assert time.process_time() - started < 5


def test_a_packet_of_two_megabytes_is_not_read() -> None:
    said, fill = alt("dc:title", x_default="Boats"), "<!-- and so on and so on -->"
    just_fits, too_long = xmp(said + fill * 30_000), xmp(said + fill * 75_000)

    assert len(too_long) > 2_000_000
    assert read_metadata(with_xmp("PNG", just_fits)).title == "Boats"
    assert read_metadata(with_xmp("WEBP", too_long)) == Found()


@pytest.mark.parametrize(
    "packet",
    [
        b"<a>" * 330_000,
        b"<a>" * 140_000 + b"</a>" * 140_000,
        b"<a " + b" ".join(b"a%d='1'" % number for number in range(80_000)) + b"/>",
        b"<a " + b" ".join(b"xmlns:a%d='u%d'" % (number, number) for number in range(40_000)) + b"/>",
        b"<a>" + b"&lt;" * 240_000 + b"</a>",
        xmp(bag("dc:subject", ["x"] * 50_000)),
        xmp("<dc:title/>" * 80_000),
        xmp("<dc:title><rdf:Alt/></dc:title>" * 30_000),
        xmp("<rdf:Alt><rdf:li>" * 25_000 + "</rdf:li></rdf:Alt>" * 25_000),
    ],
    ids=["open", "deep", "attributes", "namespaces", "references", "bag", "empty", "alternatives", "nested"],
)
def test_a_megabyte_made_to_be_slow_is_read_in_no_time(packet: bytes) -> None:
    assert len(packet) <= 1_000_000
    started = time.process_time()

    check(read_metadata(held(xmp=packet)))
    # Of this process alone: a quadratic reader would need minutes, however busy the machine is.
    assert time.process_time() - started < 10


def test_a_megabyte_of_datasets_is_read_in_no_time() -> None:
    started = time.process_time()

    check(read_metadata(with_iim(iim((2, 25, b"")) * 200_000 + iim((2, 25, b"x")) * 10_000, "TIFF")))
    # Of this process alone: a quadratic reader would need minutes, however busy the machine is.
    assert time.process_time() - started < 10


GOOD = xmp(alt("dc:title", x_default="Café"))


@pytest.mark.parametrize(
    "packet",
    [
        GOOD[: len(GOOD) // 2],
        GOOD.decode().encode("latin-1", errors="replace"),
        b'<?xml version="1.0" encoding="utf-7"?>' + GOOD,
        b'<?xml version="1.0" encoding="nonsense"?>' + GOOD,
        b'<?xml version="1.0" encoding="shift_jis"?>' + GOOD,
        GOOD.replace("Café".encode(), b"Caf\xff"),
        GOOD.replace("Café".encode(), b"Caf\0"),
        b"",
        b"\0" * 1000,
    ],
)
def test_a_packet_that_is_broken_or_wrongly_encoded_says_nothing(packet: bytes) -> None:
    assert read_metadata(with_xmp("JPEG", packet)) == Found()


def test_a_packet_with_padding_around_it_is_read() -> None:
    assert read_metadata(with_xmp("JPEG", b" \n" + GOOD + b"\n" * 2000 + b"\0")).title == "Café"


NAUGHTY = {
    "Cal\0Lens\x07": "CalLens",
    "Cal \u202egnal\u202c Lens": "Cal gnal Lens",
    "\u2066Cal\u2069": "Cal",
    "\u0085Cal\ufeff\uffff": "Cal",
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "'; DROP TABLE media_image; --": "'; DROP TABLE media_image; --",
    "=HYPERLINK(1)": "=HYPERLINK(1)",
    "  Cal \t\r\n Lens  ": "Cal Lens",
    "👩‍🚒 Ünïcode": "👩‍🚒 Ünïcode",
}


@pytest.mark.parametrize(("written", "read"), NAUGHTY.items())
def test_text_is_kept_as_text_without_what_would_mislead_or_break(written: str, read: str) -> None:
    assert read_metadata(with_iim(iim(UTF_8, (2, 110, written.encode())))).credit == read
    # XML itself refuses some of these.
    allowed = re.sub(r"[\x00-\x08\uffff]", "", written).replace("&", "&amp;").replace("<", "&lt;")
    assert read_metadata(with_xmp("JPEG", xmp(f"<photoshop:Credit>{allowed}</photoshop:Credit>"))).credit == read


def test_lone_surrogates_do_not_come_through() -> None:
    written = iim(UTF_8, (2, 110, "Cal\ud800Lens".encode(errors="surrogatepass")), (2, 120, b"Caf\xed\xa0\x80"))
    found = read_metadata(with_iim(written))

    check(found)
    assert (found.credit, found.caption) == ("CalLens", "Caf")
    assert read_metadata(held(xmp=xmp("<photoshop:Credit>&#xD800;</photoshop:Credit>"))) == Found()


def test_long_text_is_cut() -> None:
    names = [f"{number} " + "x" * 300 for number in range(1000)]
    texts = alt("dc:description", x_default="word " * 5000)
    texts += alt("Iptc4xmpCore:AltTextAccessibility", x_default="x" * 999)
    found = read_metadata(held(xmp=xmp(texts + bag("dc:subject", names) + bag("dc:creator", names, "Seq"))))

    check(found)
    assert (len(found.caption), len(found.alt), len(found.keywords), len(found.creator)) == (1999, 500, 100, 200)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "https://x.example/" + "x" * 500]
)
def test_a_licence_is_an_address_on_the_web_or_nothing(address: str) -> None:
    assert read_metadata(with_xmp("JPEG", xmp(attributes=f'xmpRights:WebStatement="{address}"'))) == Found()


@pytest.mark.parametrize("code", ["Scotland", "12", "G", "<b>"])
def test_a_country_has_a_code_of_two_or_three_letters_or_none(code: str) -> None:
    assert read_metadata(with_iim(iim((2, 100, code.encode())))).country_code == ""


def test_exif_with_values_of_the_wrong_kind_is_read_as_far_as_it_goes() -> None:
    data = exif({ExifTags.Base.Artist: 7, ExifTags.Base.ImageDescription: "Boats"})

    check(read_metadata(with_exif("JPEG", data)))
    assert read_metadata(held(exif=b"Exif\0\0II*\0\xff\xff\xff\xff")) == Found()


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "TIFF"])
def test_a_file_that_ends_too_early_still_says_what_stands_before(format_: str) -> None:
    content = encoded(quarters((400, 300)), format_, **xmp_options(format_, GOOD))
    if format_ != "TIFF":
        content = content[: int(len(content) * 0.9)]

    assert read_metadata(opened(content)).title == "Café"


# Nothing in here is random enough to be XML, so some of it is.
PIECES = st.sampled_from([
    b"<rdf:li>", b"</rdf:li>", b"<rdf:Alt>", b"<rdf:Bag/>", b"<rdf:value>", b"&amp;", b"&#0;", b"]]>", b"<!--", b"\xff",
    b"<dc:creator>", b"</dc:creator>", b"<plus:DataMining/>", b" rdf:resource='x'", b"<![CDATA[", b"<!DOCTYPE a>", b"x",
])  # fmt: skip
DATASETS = st.tuples(st.sampled_from([1, 2, 3]), st.integers(0, 255), st.binary(max_size=40))


@given(
    packet=st.binary(max_size=500) | st.lists(PIECES, max_size=12).map(lambda it: xmp("@").replace(b"@", b"".join(it)))
)
def test_any_bytes_may_stand_as_xmp(packet: bytes) -> None:
    check(read_metadata(held(xmp=packet)))


@given(block=st.binary(max_size=500) | st.lists(DATASETS, max_size=12).map(lambda it: iim(*it) + b"\x1c\2"))
def test_any_bytes_may_stand_as_iim(block: bytes) -> None:
    check(read_metadata(held(photoshop={0x0404: block})))
    check(read_metadata(opened(encoded(quarters((8, 8)), extra=photoshop(block)))))


CAMERA = exif({ExifTags.Base.Artist: "Cal Lens"}, {ExifTags.Base.DateTimeOriginal: "2026:11:22 08:30:00"}).tobytes()


@given(data=st.binary(max_size=300), place=st.integers(0, len(CAMERA)))
def test_any_bytes_may_stand_as_exif(data: bytes, place: int) -> None:
    check(read_metadata(held(exif=b"Exif\0\0" + data)))
    check(read_metadata(held(exif=CAMERA[:place] + data + CAMERA[place + len(data) :])))


FILES = {
    format_: encoded(quarters((24, 18)), format_, exif=CAMERA, **xmp_options(format_, GOOD)) for format_ in FORMATS
}


@pytest.mark.parametrize("format_", FORMATS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_byte_of_a_file_may_be_wrong(format_: str, data: st.DataObject) -> None:
    content = bytearray(FILES[format_])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with warnings.catch_warnings():
        # What Pillow says while it opens the file is for whoever opens it.
        warnings.simplefilter("ignore")
        try:
            picture = opened(bytes(content))
        except (OSError, ValueError, SyntaxError, RuntimeError, Image.DecompressionBombError):
            return
    if picture.width * picture.height < 100_000:
        check(read_metadata(picture))
