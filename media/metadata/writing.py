"""What our files say of themselves: four fields that outlive their way through the web, and nothing of the original's.

Places and serial numbers betray sources, so nothing is ever copied; what is not given here is not in the file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from html import escape
from typing import Any

from PIL.PngImagePlugin import PngInfo

from media.metadata.cleaning import line
from media.metadata.iim import CHARACTER_SET, MARKER, RESOURCE, UTF_8
from media.metadata.source_types import source_type

# Far below what one segment of a JPEG holds, in whichever script and however much of it must be escaped.
MAX_LENGTH = 500

PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
{properties}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
PROPERTIES = {
    "credit": "<photoshop:Credit>{}</photoshop:Credit>",
    "creator": "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>",
    "copyright_notice": '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:rights>',
    "digital_source_type": "<Iptc4xmpExt:DigitalSourceType>{}</Iptc4xmpExt:DigitalSourceType>",
}
# IIM is from before there were source types. Its lengths of 1991 are left aside: all readers take longer texts, and
# some find fault with a file whose two texts differ.
DATASETS = {"creator": (2, 80), "credit": (2, 110), "copyright_notice": (2, 116)}
RECORD_VERSION = (2, 0)


@dataclass(frozen=True, kw_only=True)
class Credits:
    credit: str = ""
    creator: str = ""
    copyright_notice: str = ""
    digital_source_type: str = ""


def save_options(format_name: str, credits_: Credits) -> dict[str, Any]:
    """What makes Pillow's `Image.save` write the credits into a file of this format; GIF has no place for them."""
    texts = texts_of(credits_)
    if not texts:
        return {}
    match format_name:
        case "JPEG":
            return {"xmp": packet(texts).encode(), "extra": photoshop_segment(texts)}
        case "WEBP" | "AVIF":
            return {"xmp": packet(texts).encode()}
        case "PNG":
            info = PngInfo()
            info.add_itxt("XML:com.adobe.xmp", packet(texts))
            return {"pnginfo": info}
    return {}


def texts_of(credits_: Credits) -> dict[str, str]:
    texts = {
        "credit": line(credits_.credit, MAX_LENGTH),
        "creator": line(credits_.creator, MAX_LENGTH),
        "copyright_notice": line(credits_.copyright_notice, MAX_LENGTH),
        "digital_source_type": source_type(credits_.digital_source_type),
    }
    return {field: text for field, text in texts.items() if text}


def packet(texts: dict[str, str]) -> str:
    return PACKET.format(properties="\n".join(PROPERTIES[field].format(escape(text)) for field, text in texts.items()))


def photoshop_segment(texts: dict[str, str]) -> bytes:
    """IIM where JPEGs have it: in a resource of Photoshop's, in a segment of its own. Pillow writes it as it is."""
    datasets = [dataset(DATASETS[field], texts[field].encode()) for field in DATASETS if field in texts]
    if not datasets:
        return b""
    block = b"".join([dataset(CHARACTER_SET, UTF_8), dataset(RECORD_VERSION, b"\0\4"), *datasets])
    resource = b"8BIM" + struct.pack(">HxxI", RESOURCE, len(block)) + block + b"\0" * (len(block) % 2)
    content = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


def dataset(number: tuple[int, int], value: bytes) -> bytes:
    return struct.pack(">BBBH", MARKER, *number, len(value)) + value
