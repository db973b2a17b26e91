"""The pages on which a story's way is decided: its steps, its checklist, its clearances, and what takes two people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db.models import F, Q
from django.forms import Script
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminExpandableTextareaWidget, UnfoldAdminRadioSelectWidget

from articles.admin.steps import ASKED
from articles.checks import checklist
from articles.gates import set_gate, standings_of
from articles.ledger import entries_about, told
from articles.models import Article, Gate, Proposal
from articles.publishing import confirm, withdraw_proposal
from articles.publishing.proposals import OPEN
from articles.workflow import ACTS, TransitionRefused, called, may, require_right, visible_to
from cms.publishing import PublishingError

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern

    from articles.rights import Person

RECENT = 20
UNSEEN = {"Cache-Control": "private, no-store"}
VERBS = {"confirm": confirm, "withdraw": withdraw_proposal}
SAID = {"confirm": "Confirmed.", "withdraw": "Withdrawn: nothing was changed."}


class GateForm(forms.Form):
    status = forms.ChoiceField(label="The clearance is", widget=UnfoldAdminRadioSelectWidget())
    note = forms.CharField(
        required=False,
        max_length=2000,
        strip=True,
        widget=UnfoldAdminExpandableTextareaWidget({"rows": 3}),
        help_text="For your colleagues. Say why, where it is refused or not needed.",
    )
    read = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, statuses: list[Gate.Status], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["status"].choices = [(it.value, it.label) for it in statuses]  # type: ignore[attr-defined]


class StoryDeciding(ModelAdmin):
    class Media:
        js = [Script("articles/deciding/checklist.js", type="module")]
        css = {"all": ["articles/deciding/page.css"]}

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "articles_article"
        story = "<path:object_id>"
        return [
            path(f"{story}/step/<slug:name>/", wrap(self.step_view), name=f"{name}_step"),
            path(f"{story}/checklist/", wrap(self.checklist_view), name=f"{name}_checklist"),
            path(f"{story}/clearance/<slug:kind>/", wrap(self.gate_view), name=f"{name}_gate"),
            path(f"{story}/proposal/<str:key>/<slug:verb>/", wrap(self.proposal_view), name=f"{name}_proposal"),
            *super().get_urls(),
        ]

    def story_to_decide(self, request: HttpRequest, object_id: str) -> Article:
        article: Article | None = self.get_object(request, unquote(object_id))
        if article is None or not self.has_view_permission(request, article):
            raise Http404
        return article

    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Asks before a step that cannot be taken lightly, and takes it."""
        article = self.story_to_decide(request, object_id)
        step = ASKED.get(name)
        if step is None:
            raise Http404
        try:
            require_right(article, name, request.user)
        except TransitionRefused as error:
            return self.back(request, article, str(error), messages.ERROR)
        newest = article.revisions.first() if step.goes_out else None
        findings = checklist(article, newest) if newest else []
        form = step.form(request.POST if request.method == "POST" else None, article, request.user, findings)
        if form.is_valid():
            try:
                step.take(article, request.user, form.cleaned_data)  # type: ignore[arg-type]
            except PublishingError as error:
                article.refresh_from_db()
                form.add_error(None, str(error))
            else:
                self.log_change(request, article, step.done)
                return self.back(request, article, step.done)
        context = {"step": step, "label": ACTS[name].label, "form": form, "findings": findings}
        return self.ask(request, article, "step", context)

    def gate_view(self, request: HttpRequest, object_id: str, kind: str) -> HttpResponse:
        article = self.story_to_decide(request, object_id)
        if kind not in Gate.Kind.values:
            raise Http404
        gate = Gate.Kind(kind)
        statuses = choices_of(article, gate, request.user)
        if not article.version:
            return self.back(request, article, f"{gate.label}: save the story first.", messages.ERROR)
        if not statuses:
            said = f"{gate.label}: you need the permission “{called(ACTS[f'clear_{gate}'].permission)}” for this."
            return self.back(request, article, said, messages.ERROR)
        form = GateForm(
            request.POST if request.method == "POST" else None, statuses=statuses, initial={"read": article.version}
        )
        if form.is_valid():
            given = form.cleaned_data
            seen = article.revisions.filter(number=given["read"]).first()
            if seen is None or seen.number != article.version:
                said = "The story was saved since you opened this page: read it again, then decide."
                return self.back(request, article, said, messages.ERROR)
            try:
                set_gate(article, gate, given["status"], by=request.user, note=given["note"], revision=seen)  # type: ignore[arg-type]
            except PublishingError as error:
                form.add_error(None, str(error))
            else:
                return self.back(request, article, f"{gate.label}: {Gate.Status(given['status']).label.lower()}.")
        return self.ask(request, article, "gate", {"gate": gate, "form": form})

    def proposal_view(self, request: HttpRequest, object_id: str, key: str, verb: str) -> HttpResponse:
        article = self.story_to_decide(request, object_id)
        proposal = article.proposals.filter(pk=key).select_related("article").first()
        if proposal is None or verb not in VERBS:
            raise Http404
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        try:
            VERBS[verb](proposal, by=request.user)  # type: ignore[arg-type]
        except PublishingError as error:
            return self.back(request, article, str(error), messages.ERROR)
        self.log_change(request, article, SAID[verb])
        return self.back(request, article, SAID[verb])

    def checklist_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A piece of the story's page, which asks for it once it is there."""
        article = self.story_to_decide(request, object_id)
        newest = article.revisions.first()
        findings = checklist(article, newest) if newest else []
        context = {"original": article, "findings": findings}
        return TemplateResponse(request, "articles/checklist.html", context, headers=UNSEEN)

    def back(
        self, request: HttpRequest, article: Article, said: str, level: int = messages.SUCCESS
    ) -> HttpResponseRedirect:
        self.message_user(request, said, level)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def ask(self, request: HttpRequest, article: Article, page: str, context: dict[str, Any]) -> TemplateResponse:
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": article.headline,
            "media": self.media + context["form"].media,
        }
        return TemplateResponse(request, f"admin/articles/article/{page}.html", {**frame, **context})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        article = kwargs.get("obj")
        if article is not None and article.version:
            context["deciding"] = decisions(article, request.user)
        return super().render_change_form(request, context, *args, **kwargs)


def choices_of(article: Article, gate: Gate.Kind, by: Person) -> list[Gate.Status]:
    if may(article, f"clear_{gate}", by):
        return list(Gate.Status)
    return [Gate.Status.NEEDED] if may(article, "ask_gate", by) else []


def decisions(article: Article, by: Person) -> dict[str, Any]:
    """What the story's page shows of them."""
    entries = list(entries_about(article)[:RECENT])
    known = {it.kind: it for it in standings_of(article)}
    returned = entries[0] if entries and entries[0].action == "send_back" else None
    return {
        "entries": [{"entry": it, "told": told(it)} for it in entries],
        "returned": returned,
        "gates": [
            {"kind": kind, "standing": known.get(kind), "may_change": bool(choices_of(article, kind, by))}
            for kind in Gate.Kind
        ],
        "proposals": [
            {
                "proposal": it,
                "is_own": it.proposed_by_id == by.pk,
                "may_confirm": it.proposed_by_id != by.pk and may(article, f"confirm_{it.kind}", by),
            }
            for it in article.proposals.filter(**OPEN).select_related("proposed_by")
        ],
    }


def waiting_proposals(by: Person) -> Any:
    found = Proposal.objects.filter(**OPEN).filter(article__in=visible(by))
    return found.select_related("article", "proposed_by").defer("article__body", "article__standfirst")


def waiting_gates(by: Person) -> Any:
    """Those that somebody has to see to: asked for, begun, or read in a version that was edited since."""
    asked = Q(status__in=[Gate.Status.NEEDED, Gate.Status.IN_PROGRESS])
    reopened = Q(kind=Gate.Kind.LEGAL, status=Gate.Status.CLEARED) & ~Q(revision__number=F("article__version"))
    states = ACTS["ask_gate"].sources
    found = Gate.objects.filter(asked | reopened, article__state__in=states, article__in=visible(by)).order_by("at")
    return found.select_related("article", "by").defer("article__body", "article__standfirst")


def visible(by: Person) -> Any:
    return Article.objects.filter(visible_to(by))
