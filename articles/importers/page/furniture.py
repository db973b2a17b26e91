"""What a page shows beside the story: share buttons, related links, cookie notices. Each goes with a warning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from articles.importers.page.prose import CLOSERS, is_prose, words_in

if TYPE_CHECKING:
    from articles.importers.page.draft import Draft, Piece

LONGEST_LINE = 300
LONGEST_NOTICE = 800
LINK_WORDS = 25

PAGE = r"(?: this)?(?: article| story| page| post)?"
NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|e-?mail|linkedin|reddit|pinterest|telegram|bluesky|mastodon|threads|instagram)"
)
NETWORKS = rf"{NETWORK}(?:(?:[\s,|/·•]|and|or)+{NETWORK})*"
NUMBER = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
LINE = re.compile(
    r"skip to (?:main )?(?:content|navigation)|skip advert(?:isement)?|(?:open |close )?menu|search|sign in|log in|"
    r"register|subscribe(?: now)?|advertisement|advert|sponsored|ad|"
    rf"(?:share|print|save|bookmark|e-?mail|like|tweet){PAGE}|share (?:options|with friends)|save for later|"
    rf"(?:share|post|send|pin|tweet){PAGE}(?: it)? (?:on|to|via|by) {NETWORKS}|{NETWORKS}|"
    r"copy link|link copied.{0,20}|"
    rf"(?:follow|like|find|join) us on {NETWORKS}.{{0,40}}|follow @?[\w. ]{{2,40}} on {NETWORKS}.{{0,40}}|"
    rf"{NUMBER}[ -]?min(?:ute)?s?[ -](?:read|listen|watch)|"
    r"(?:estimated )?reading time:? .{0,20}|listen to (?:this )?(?:article|story).{0,20}|"
    r"(?:\d+|no|view|show|load) comments?|back to top|(?:view|see|show) (?:all|more)|load more|"
    r"(?:sign up|subscribe) (?:for|to) .{0,120}(?:newsletters?|alerts?|e-?mails?|updates?|briefing|podcast).{0,60}|"
    r"get (?:our|the) .{0,60}newsletters?\b.{0,100}|"
    r"(?:©|\(c\)|copyright (?:©|\(c\)|\d{4})).{0,200}|all rights reserved.{0,20}|"
    r"terms (?:of use|of service|and conditions)|privacy policy|cookie (?:policy|settings|preferences)|"
    r"(?:accept|reject|manage)(?: all)? ?(?:cookies|preferences)?|(?:previous|next)(?: article| story)?",
    re.IGNORECASE,
)
# These may begin a headline as well, so they count only behind the first paragraphs.
POINTER = re.compile(
    r"(?:read|see|watch|listen|more)(?: more| also| next| here)?:.{1,200}|(?:also|don['’]t) miss:.{1,200}|"
    r"(?:related|see also|more on this)\s?:.{1,200}",
    re.IGNORECASE,
)
NOTICE = re.compile(
    r"(?:we|this (?:web)?site|our (?:web)?sites?|by (?:continuing|using|clicking))\b.{0,200}\bcookies?\b", re.IGNORECASE
)
LINKS_FOLLOW = re.compile(
    r"(?:related|more|most (?:read|popular|viewed|shared)|popular|trending|recommended|top stories|latest|"
    r"read (?:more|next|also)|see also|you (?:may|might)(?: also)? like|what to read next|up next|around the web|"
    r"editors?['’]?s? picks?|in this story|from (?:our|the) (?:partners|archive))"
    r"(?: (?:articles?|stories|story|topics?|content|coverage|reading|posts?|news|links?|for you|"
    r"on (?:this|the) .{1,40}|from .{1,40}|in .{1,30}|now|today))?:?",
    re.IGNORECASE,
)
COMMENTS_FOLLOW = re.compile(
    r"(?:\d+ )?comments?(?: \(\d+\))?:?|leave a (?:comment|reply).{0,40}|join the (?:discussion|conversation).{0,40}|"
    r"(?:post|add) a comment.{0,40}",
    re.IGNORECASE,
)
TAGS = re.compile(r"(?:tags?|topics?|keywords?|filed under|tagged(?: (?:with|as|under))?)\s*:\s*(.+)", re.IGNORECASE)
FURNITURE = "it is page furniture"
ELSEWHERE = "it leads to something else"


def clear_furniture(draft: Draft) -> None:
    """Takes out what is no part of the story; the keywords among it are kept."""
    gone: set[int] = set()
    links_follow = False
    told = 0  # paragraphs so far: a headline may be one word too, so only what follows some text can be a box
    for place, piece in enumerate(draft.pieces):
        text = piece.text.strip()
        if told >= 2 and COMMENTS_FOLLOW.fullmatch(text):
            gone |= _leave_out_rest(draft, place)
            break
        if told and len(text) <= LONGEST_LINE and LINKS_FOLLOW.fullmatch(text):
            links_follow = True
            draft.leave_out(text, FURNITURE)
        elif not _take_tags(draft, text) and not _is_dropped(draft, piece, told=told, links_follow=links_follow):
            links_follow = False
            told += is_prose(text)
            continue
        gone.add(place)
    draft.take_out(gone)


def is_furniture(text: str) -> bool:
    if len(text) <= LONGEST_LINE and LINE.fullmatch(text.rstrip(" .!:›»>→")):
        return True
    return len(text) <= LONGEST_NOTICE and bool(NOTICE.match(text))


def _take_tags(draft: Draft, text: str) -> bool:
    tags = TAGS.fullmatch(text) if len(text) <= LONGEST_NOTICE else None
    if tags:
        draft.tags += [tag.strip(" #.") for tag in re.split(r"[,;|#]", tags[1]) if tag.strip(" #.")]
    return tags is not None


def _is_dropped(draft: Draft, piece: Piece, *, told: int, links_follow: bool) -> bool:
    text = piece.text.strip()
    if piece.picture:
        if links_follow:
            draft.leave_out(piece.picture.caption or piece.picture.alt or "a picture", ELSEWHERE)
        return links_follow
    if is_furniture(text) or (told and len(text) <= LONGEST_LINE and POINTER.fullmatch(text)):
        draft.leave_out(text, FURNITURE)
        return True
    if links_follow and all(_is_link(line) for line in text.splitlines()):
        draft.leave_out(text, ELSEWHERE)
        return True
    return False


def _is_link(text: str) -> bool:
    return words_in(text) <= LINK_WORDS and not text.rstrip(CLOSERS).endswith(".")


def _leave_out_rest(draft: Draft, place: int) -> set[int]:
    rest = range(place, len(draft.pieces))
    draft.leave_out(draft.pieces[place].text, f"readers' comments begin here ({len(rest) - 1} more paragraphs)")
    return set(rest)
