"""Checks a newsroom's publication log from outside. Needs Python 3.9 or later, and nothing else.

    python3 verify_log.py https://api.news.example
    python3 verify_log.py https://api.news.example --documents --state log.json

Every event's digest must follow from its content and from the digest of the event before it. With --documents, every
text that is still public must give the digest in the log. With --state, a file keeps how far the log was read: the next
run goes on from there, and notices if anything before it was rewritten. Where the newsroom signs its log, the last
signature is checked with the key at /site/, or with the one that --key names: it vouches for all that lies before it.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import http.client
import json
import pathlib
import sys
import urllib.error
import urllib.request

GENESIS = "0" * 64
COVERED = ("sequence", "type", "kind", "key", "version", "at", "document_digest", "listing_digest", "notice",
           "previous_digest")  # fmt: skip
PLACES = {"article": "articles"}


def fetch(url):
    request = urllib.request.Request(url, headers={"Accept": "application/json", "User-Agent": "verify_log/1"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read(), answer.headers.get("ETag", "").removeprefix("W/").strip('"')


def events(api, after):
    url = f"{api}/api/v1/log/?limit=1000" + (f"&after={after}" if after else "")
    while url:
        page = json.loads(fetch(url)[0])
        yield from page["results"]
        url = page["next"]


def digest_of(event):
    facts = {name: event[name] for name in COVERED}
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def document_fault(api, event):
    """What is wrong with the text that the event names; nothing where readers may no longer have all of it.

    One that is sent without what was taken away since, such as other stories' cards, has another tag than it had.
    """
    url = f"{api}/api/v1/{PLACES[event['kind']]}/{event['key']}/versions/{event['version']}/"
    try:
        text, tag = fetch(url)
    except urllib.error.HTTPError as error:
        return None if error.code in (410, 451) else f"{url} answers {error.code}"
    logged = event["document_digest"]
    return f"{url} is not what was logged" if tag == logged != hashlib.sha256(text).hexdigest() else None


# Ed25519 as RFC 8032 defines it; slow, but only one signature is checked.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(one, other):
    (a, b, c, d), (e, f, g, h) = one, other
    left, right = (b - a) * (f - e) % P, (b + a) * (f + e) % P
    across, along = 2 * d * h * D % P, 2 * c * g % P
    w, x, y, z = right - left, along - across, along + across, right + left
    return w * x % P, y * z % P, x * y % P, w * z % P


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def point_at(data):
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or y >= P:
        raise ValueError("not a point of the curve")
    return (P - x if x & 1 != sign else x), y, 1, (P - x if x & 1 != sign else x) * y % P


BASE = point_at((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public_key, message, signature):
    if len(public_key) != 32 or len(signature) != 64:
        return False
    number = int.from_bytes(signature[32:], "little")
    if number >= ORDER:
        return False
    try:
        key, start = point_at(public_key), point_at(signature[:32])
    except ValueError:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    left, right = times(number, BASE), add(start, times(challenge, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def signature_fault(api, event, given):
    if not event.get("signature"):
        return "The log is not signed, but --key was given." if given else None
    public = base64.b64decode(
        given or (json.loads(fetch(f"{api}/api/v1/site/")[0]).get("log_key") or {}).get("key", "")
    )
    if hashlib.sha256(public).hexdigest()[:16] != event["signature"]["key"]:
        return f"Event {event['sequence']} is signed with another key than the one that is known."
    if not is_signed(public, event["digest"].encode(), base64.b64decode(event["signature"]["value"])):
        return f"The signature of event {event['sequence']} is false."
    return None


def check(api, state, with_documents, key):
    """Yields what does not hold, and leaves in `state` how far the log was read."""
    last = None
    for event in events(api, state["sequence"]):
        if event["sequence"] != state["sequence"] + 1:
            yield f"Event {state['sequence'] + 1} is missing: the next one is {event['sequence']}."
        if event["previous_digest"] != state["digest"]:
            yield f"Event {event['sequence']} does not follow the event before it."
        if event["digest"] != digest_of(event):
            yield f"Event {event['sequence']} was altered: its content does not give its digest."
        if with_documents and event["kind"] in PLACES and (fault := document_fault(api, event)):
            yield f"Event {event['sequence']}: {fault}."
        state["sequence"], state["digest"], last = event["sequence"], event["digest"], event
    if last and (fault := signature_fault(api, last, key)):
        yield fault


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("api", help="the address of the newsroom's API, such as https://api.news.example")
    parser.add_argument("--documents", action="store_true", help="fetch every public story as well: takes long")
    parser.add_argument("--state", type=pathlib.Path, help="a file that remembers how far the log was read")
    parser.add_argument("--key", help="the newsroom's public key in base64, if you have it from elsewhere")
    given = parser.parse_args()
    state = {"sequence": 0, "digest": GENESIS}
    if given.state and given.state.exists():
        state = json.loads(given.state.read_text())
    start, faults = state["sequence"], 0
    try:
        for fault in check(given.api.rstrip("/"), state, given.documents, given.key):
            print(fault)
            faults += 1
    except (OSError, ValueError, KeyError, http.client.HTTPException) as error:
        # urllib's own errors are of the first kind.
        parser.error(f"{given.api} did not answer like the log of a newsroom, after event {state['sequence']}: {error}")
    print(f"{state['sequence'] - start} events up to {state['sequence']} {state['digest']}: {faults} faults")
    if given.state and not faults:
        given.state.write_text(json.dumps(state))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
