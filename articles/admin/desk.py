"""The frame around the newsroom's pages: its title, the way from one to another, and the page that one comes in by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.templatetags.static import static
from django.urls import reverse

from articles.admin.article_list import state_badge
from articles.admin.coming_up import coming_up
from articles.admin.deciding import waiting_gates, waiting_proposals
from articles.models import Article, DeskEntry, Gate, PictureRequest, Publication, State
from articles.models.publication import UNNAMED
from articles.workflow import may_somewhere, visible_to

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

SHOWN = 6

SECTIONS: list[tuple[str, list[tuple[str, ...]]]] = [
    (
        "Stories",
        [
            ("Stories", "newspaper", "articles.article"),
            ("Fronts and series", "view_quilt", "articles.collection"),
            ("Live posts", "sensors", "articles.liveupdate"),
            ("Picture requests", "add_photo_alternate", "articles.picturerequest"),
        ],
    ),
    (
        "Library",
        [
            ("Pictures", "photo_library", "media.image"),
            ("Rights", "event_busy", "media.image", "rights"),
            ("Authors", "badge", "authors.author"),
        ],
    ),
    ("Categories and tags", [("Categories", "account_tree", "articles.category"), ("Tags", "sell", "articles.tag")]),
    (
        "Publication",
        [
            ("Settings", "tune", "articles.publication"),
            ("Rules on clearances", "verified", "articles.gaterule"),
            ("Log", "receipt_long", "cms.event"),
        ],
    ),
    (
        "People",
        [
            ("People", "group", "authors.user"),
            ("Roles", "shield_person", "auth.group"),
            ("Failed log-ins", "lock_person", "cms.failedlogin"),
        ],
    ),
]


def site_title(request: HttpRequest) -> str:
    if not hasattr(request, "publication_name"):
        name = Publication.objects.values_list("name", flat=True).first()
        request.publication_name = name or UNNAMED  # type: ignore[attr-defined]
    return request.publication_name  # type: ignore[attr-defined,no-any-return]


def environment(request: HttpRequest) -> list[str] | None:
    return ["Trial", "warning"] if settings.DEBUG else None


def icon(request: HttpRequest) -> str:
    return static("cms/icon.svg")


def stylesheet(request: HttpRequest) -> str:
    return static("cms/desk.css")


def script(request: HttpRequest) -> str:
    return static("cms/desk.js")


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Only what this person may see: an empty section is left out."""
    overview = {"title": "Overview", "icon": "home", "link": reverse("admin:index"), "active": is_index(request)}
    groups: list[dict[str, Any]] = [{"title": "", "items": [overview]}]
    for title, pages in SECTIONS:
        items = [page(*it) for it in pages if may_view(request, it[2])]
        # A page below another one's address is not that one.
        nearest = max((it["link"] for it in items if request.path.startswith(it["link"])), key=len, default="")
        for it in items:
            it["active"] = it["link"] == nearest
        if items:
            groups.append({"title": title, "separator": True, "items": items})
    return groups


def page(title: str, icon_name: str, model: str, view: str = "changelist") -> dict[str, Any]:
    return {"title": title, "icon": icon_name, "link": reverse(f"admin:{model.replace('.', '_')}_{view}")}


def is_index(request: HttpRequest) -> bool:
    return request.path == reverse("admin:index")


def may_view(request: HttpRequest, model: str) -> bool:
    if model == "articles.article":
        return may_somewhere("view", request.user)
    app, name = model.split(".")
    return any(request.user.has_perm(f"{app}.{verb}_{name}") for verb in ("view", "change"))


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    if may_view(request, "articles.article"):
        mine = Article.objects.filter(visible_to(request.user))
        context |= {
            "desk": story_panels(mine),
            "coming": coming_up(mine),
            "latest": latest(mine),
            "proposals": waiting_proposals(request.user)[:SHOWN],
            "gates": by_story(waiting_gates(request.user)),
            "returned": returned(mine, request.user),
            "may_write": may_somewhere("write", request.user),
        }
    if may_view(request, "articles.picturerequest"):
        mine = Article.objects.filter(visible_to(request.user))
        waiting = PictureRequest.objects.filter(article__in=mine, image=None, declined=False)
        context |= {
            "wanted": waiting.select_related("article").defer("article__body")[:SHOWN],
            "wanted_count": waiting.count(),
        }
    return context


def by_story(gates: QuerySet[Gate]) -> list[list[Gate]]:
    """All that wait at a story together, in the order in which the first of them was asked for."""
    found: dict[str, list[Gate]] = {}
    for gate in gates[: SHOWN * len(Gate.Kind)]:
        found.setdefault(gate.article_id, []).append(gate)
    return list(found.values())[:SHOWN]


def stories(mine: QuerySet[Article], *states: State) -> QuerySet[Article]:
    return mine.filter(state__in=states).select_related("category").defer("body", "standfirst")


def story_panels(mine: QuerySet[Article]) -> list[dict[str, Any]]:
    listing = reverse("admin:articles_article_changelist")
    return [
        {
            "title": title,
            "stories": found[:SHOWN],
            "count": found.count(),
            "url": f"{listing}?state={state}",
            "empty": empty,
        }
        for state, title, empty in [
            (State.IN_REVIEW, "In review", "Nothing waits for an editor. Writers submit a story from its page."),
            (State.READY, "Ready to publish", "Nothing is waiting to go out. Approve a story to see it here."),
            (State.DRAFT, "Drafts", "No drafts. Add a story to begin."),
        ]
        for found in [stories(mine, state).order_by("-saved_at")]
    ]


def returned(mine: QuerySet[Article], by: Any) -> list[DeskEntry]:
    """This person's drafts that an editor sent back, with the note."""
    last = DeskEntry.objects.filter(article=OuterRef("article")).order_by("-pk").values("pk")[:1]
    own = Q(article__created_by=by.pk) | Q(article__contributors__user=by.pk)
    found = DeskEntry.objects.filter(own, action="send_back", pk=Subquery(last), article__state=State.DRAFT)
    found = found.filter(article__in=mine).select_related("article", "by").distinct()
    return list(found.defer("article__body", "article__standfirst")[:SHOWN])


def latest(mine: QuerySet[Article]) -> list[dict[str, Any]]:
    found = stories(mine, State.PUBLISHED, State.RETRACTED).filter(published_at__isnull=False).order_by("-published_at")
    return [{"story": it, "badge": state_badge(it.state)} for it in found[:SHOWN]]
