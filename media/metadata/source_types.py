"""IPTC's digital source types: whether a picture was taken, drawn, or made by a machine that learnt from others."""

from __future__ import annotations

import re

VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SOURCE_TYPES = (
    "digitalCapture",
    "computationalCapture",
    "negativeFilm",
    "positiveFilm",
    "print",
    "screenCapture",
    "virtualRecording",
    "humanEdits",
    "algorithmicallyEnhanced",
    "digitalCreation",
    "dataDrivenMedia",
    "algorithmicMedia",
    "trainedAlgorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia",
    "composite",
    "compositeCapture",
    "compositeSynthetic",
)
RETIRED = {"minorHumanEdits": "humanEdits", "digitalArt": "digitalCreation"}
WRITTEN = {term.lower(): RETIRED.get(term, term) for term in (*SOURCE_TYPES, *RETIRED)}
PREFIX = re.compile(r"(?:https?://cv\.iptc\.org/newscodes/digitalsourcetype/|digsrctype:)", re.IGNORECASE)


def source_type(text: str) -> str:
    """The term's whole address, from that, from `digsrctype:print` or from `print`; nothing where there is no such."""
    term = WRITTEN.get(PREFIX.sub("", text.strip(), count=1).strip("/").lower())
    return f"{VOCABULARY}{term}" if term else ""
