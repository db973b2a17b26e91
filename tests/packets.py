"""What cameras and agencies write into files, put together by hand, so that no reader of ours has a say in it."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from tests.drawing import encoded, quarters

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMESPACES = """
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
"""
UTF_8 = (1, 90, b"\x1b%G")


def xmp(elements: str = "", attributes: str = "", before: str = "") -> bytes:
    return f"""{before}<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {NAMESPACES}>
        <rdf:Description rdf:about="" {attributes}>{elements}</rdf:Description>
        </rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()


def iim(*datasets: tuple[int, int, bytes]) -> bytes:
    return b"".join(struct.pack(">BBBH", 0x1C, record, number, len(it)) + it for record, number, it in datasets)


def photoshop(block: bytes) -> bytes:
    """A JPEG's segment with a thumbnail, as agencies have it, before the text."""
    resources = b"".join(
        b"8BIM" + struct.pack(">HxxI", number, len(it)) + it + b"\0" * (len(it) % 2)
        for number, it in ((0x0409, b"thumb"), (0x0404, block))
    )
    content = b"Photoshop 3.0\0" + resources
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


def exif(main: dict[int, Any], taken: dict[int, Any] | None = None) -> Image.Exif:
    made = Image.Exif()
    made.update(main)
    made.get_ifd(ExifTags.IFD.Exif).update(taken or {})
    return made


def with_exif(format_: str, data: Image.Exif) -> Image.Image:
    """Cameras write UTF-8 where the standard says ASCII; Pillow will not, so (c) is replaced in what it made."""
    plain, written = b"(c)", "© ".encode()
    if format_ != "TIFF":
        return opened(encoded(quarters((40, 30)), format_, exif=data.tobytes().replace(plain, written)))
    directory = ImageFileDirectory_v2()
    for number, value in data.items():
        directory[number] = value
    directory[ExifTags.IFD.Exif] = dict(data.get_ifd(ExifTags.IFD.Exif))
    return opened(encoded(quarters((40, 30)), format_, tiffinfo=directory).replace(plain, written))


def with_xmp(format_: str, packet: bytes) -> Image.Image:
    return opened(encoded(quarters((40, 30)), format_, **xmp_options(format_, packet)))


def xmp_options(format_: str, packet: bytes) -> dict[str, Any]:
    if format_ == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet.decode())
        return {"pnginfo": info}
    if format_ == "TIFF":
        return {"tiffinfo": tags(700, packet)}
    return {"xmp": packet}


def tags(number: int, value: bytes) -> ImageFileDirectory_v2:
    directory = ImageFileDirectory_v2()
    directory.tagtype[number] = 7
    directory[number] = value
    return directory


def with_iim(block: bytes, format_: str = "JPEG") -> Image.Image:
    options = {"tiffinfo": tags(33723, block)} if format_ == "TIFF" else {"extra": photoshop(block)}
    return opened(encoded(quarters((40, 30)), format_, **options))


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def png_with_text_at_its_end(packet: bytes) -> Image.Image:
    content = encoded(quarters((40, 30)), "PNG")
    body = b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + packet
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    end = content.index(b"IEND") - 4
    return opened(content[:end] + chunk + content[end:])


def bag(name: str, values: Sequence[str], kind: str = "Bag") -> str:
    items = "".join(f"<rdf:li>{it}</rdf:li>" for it in values)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>"


def alt(name: str, **by_language: str) -> str:
    items = "".join(f'<rdf:li xml:lang="{key.replace("_", "-")}">{it}</rdf:li>' for key, it in by_language.items())
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"
