from __future__ import annotations

from typing import TYPE_CHECKING

from defusedxml.ElementTree import ParseError, fromstring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

# Real packets have some kilobytes. A parser's time can grow with the square of this.
MAX_BYTES = 1_000_000
MAX_VALUES = 1000

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
EXTENSION = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
PLUS = "{http://ns.useplus.org/ldf/xmp/1.0/}"

PROPERTIES = {
    f"{DC}title": "title",
    f"{PHOTOSHOP}Headline": "headline",
    f"{DC}description": "caption",
    f"{CORE}AltTextAccessibility": "alt",
    # Misspelt by some software.
    f"{CORE}AltTxtAccessibility": "alt",
    f"{CORE}ExtDescrAccessibility": "long_description",
    f"{DC}creator": "creator",
    f"{PHOTOSHOP}AuthorsPosition": "creator_title",
    f"{PHOTOSHOP}Credit": "credit",
    f"{PHOTOSHOP}Source": "source",
    f"{DC}rights": "copyright_notice",
    f"{RIGHTS}UsageTerms": "usage_terms",
    f"{RIGHTS}WebStatement": "licence_url",
    f"{PHOTOSHOP}Instructions": "instructions",
    f"{PHOTOSHOP}DateCreated": "taken_at",
    f"{DC}subject": "keywords",
    f"{PHOTOSHOP}City": "city",
    f"{PHOTOSHOP}State": "region",
    f"{PHOTOSHOP}Country": "country",
    f"{CORE}CountryCode": "country_code",
    f"{EXTENSION}DigitalSourceType": "digital_source_type",
    f"{EXTENSION}AISystemUsed": "ai_system",
    f"{EXTENSION}AISystemVersionUsed": "ai_system_version",
    f"{EXTENSION}Event": "event",
    f"{EXTENSION}PersonInImage": "people",
    f"{PLUS}DataMining": "data_mining",
}


def read_xmp(packet: object) -> dict[str, list[str]]:
    """What the packet says, by field of `Found`; nothing where it is too long, or no XML without a DTD."""
    if not isinstance(packet, bytes) or len(packet) > MAX_BYTES:
        return {}
    try:
        root = fromstring(packet.strip(b"\0 \t\r\n"), forbid_dtd=True)
    except (ParseError, ValueError, LookupError):
        # In this order: no XML; a DTD, or a wrong encoding; an encoding that nobody has heard of.
        return {}
    found: dict[str, list[str]] = {}
    for field, values in said(root):
        if any(values):
            found.setdefault(field, values)
    return found


def said(root: Element) -> Iterator[tuple[str, list[str]]]:
    """Of the picture itself: descriptions further down are of others that went into it."""
    about = next(root.iter(f"{RDF}RDF"), None)
    for description in about.findall(f"{RDF}Description") if about is not None else ():
        for name, value in description.attrib.items():
            if name in PROPERTIES:
                yield PROPERTIES[name], [value]
        for child in description:
            if child.tag in PROPERTIES:
                yield PROPERTIES[child.tag], values_of(child)
            elif child.tag == f"{PLUS}Licensor":
                yield "acquire_url", licensor_addresses(child)


def licensor_addresses(licensors: Element) -> list[str]:
    """Of each licensor, which is a structure, written as elements or as attributes."""
    name = f"{PLUS}LicensorURL"
    told = [it.get(name) or (text_of(it) if it.tag == name else "") for it in licensors.iter()]
    return list(filter(None, told))[:MAX_VALUES]


def values_of(element: Element) -> list[str]:
    alternatives = element.find(f"{RDF}Alt")
    if alternatives is not None:
        # Sorting is stable: what is for any language comes first, and then the order of the file counts.
        ordered = sorted(items_of(alternatives), key=lambda it: it.get(LANGUAGE) != "x-default")
        return list(filter(None, map(text_of, ordered)))[:1]
    for kind in ("Seq", "Bag"):
        container = element.find(f"{RDF}{kind}")
        if container is not None:
            return [text_of(it) for it in items_of(container)]
    return [text_of(element)]


def items_of(container: Element) -> list[Element]:
    return container.findall(f"{RDF}li")[:MAX_VALUES]


def text_of(element: Element) -> str:
    """Addresses may stand in an attribute, and texts with remarks in an element of their own."""
    for path in (f"{RDF}value", f"{RDF}Description/{RDF}value"):
        element = element if (value := element.find(path)) is None else value
    return (element.get(f"{RDF}resource") or element.text or "").strip()
