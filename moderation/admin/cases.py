"""Cases at the desk: the page on which they are decided, and the list of all there ever were."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.asking import person_of
from moderation.admin.case_page import GRAVE, address, case_page
from moderation.admin.statistics import statistics_page
from moderation.categories import category_label, usual_reason
from moderation.forms.deciding import DecisionForm
from moderation.models import Outcome, Priority, ReviewCase
from moderation.roles import Role, grant
from moderation.selectors.cases import case_shown, evidence_pictures, oldest_open, open_by_kind
from moderation.services.claiming import claim, claim_next, escalate, release
from moderation.services.deciding import decide, undo
from moderation.services.evidence import open_picture
from moderation.services.judging import DECIDE, DECIDE_ESCALATED
from moderation.services.outcomes import Sentence
from moderation.subjects import label_of
from roastlive.lib.desk import ReadOnlyAdmin
from roastlive.lib.errors import DomainError, Invalid
from roastlive.lib.waiting import register_queue

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from accounts.models import User

VIEW = "moderation.view_reviewcase"

grant(Role.MODERATOR, VIEW, DECIDE, "moderation.view_moderationaction")
grant(Role.SENIOR_MODERATOR, DECIDE_ESCALATED)


class Sure(Exception):
    """The outcome is grave and has not been confirmed yet."""

    def __init__(self, form: DecisionForm) -> None:
        super().__init__()
        self.form = form


@admin.register(ReviewCase)
class ReviewCaseAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "category_label", "priority_label", "status", "outcome", "person", "due_at")
    list_filter = ("status", "priority", "outcome", "subject_kind", "category", "created_at")
    list_select_related = ("person",)
    list_per_page = 50
    search_fields = ("title", "person__username", "=subject_id", "=id")
    search_help_text = _("Title, username or id")
    ordering = ("-id",)
    show_full_result_count = False
    actions = None

    @display(description=_("kind"), ordering="subject_kind")
    def kind(self, case: ReviewCase) -> str:
        return str(label_of(case.subject_kind))

    @display(description=_("category"), ordering="category")
    def category_label(self, case: ReviewCase) -> str:
        return str(category_label(case.category))

    @display(
        description=_("priority"),
        ordering="priority",
        label={1: "danger", 2: "warning", 3: "info", 4: "default"},
    )
    def priority_label(self, case: ReviewCase) -> tuple[int, str]:
        return case.priority, str(Priority(case.priority).label)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A case is looked at where it is decided."""
        return HttpResponseRedirect(address(case_id=_uuid(object_id), tab="decided"))

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, Callable[..., Any], str]] = [
            ("desk/", self.desk, "desk"),
            ("desk/next/", self.take_next, "next"),
            ("desk/<uuid:case_id>/", self.desk, "case"),
            ("desk/<uuid:case_id>/<slug:act>/", self.act, "act"),
            ("statistics/", self.statistics, "statistics"),
            ("desk/<uuid:case_id>/evidence/<int:number>/", self.evidence, "evidence"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"moderation_reviewcase_{name}")
            for route, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def desk(self, request: HttpRequest, case_id: UUID | None = None) -> HttpResponse:
        self._admit(request)
        return self._page(request, case_id)

    def take_next(self, request: HttpRequest) -> HttpResponse:
        by = self._admit(request)
        if request.method != "POST":
            raise Http404
        try:
            case = claim_next(by=by)
        except DomainError as error:
            return self._page(request, None, error=error)
        if case is None:
            messages.info(request, gettext("Nothing waits that you could take."))
        return HttpResponseRedirect(address(case_id=case and case.pk, tab=_tab(request)))

    def act(self, request: HttpRequest, case_id: UUID, act: str) -> HttpResponse:
        by = self._admit(request)
        if act not in ACTS or request.method != "POST":
            raise Http404
        try:
            opened = ACTS[act](request, by, case_id)
        except Sure as asking:
            return self._page(request, case_id, asking=asking.form)
        except DomainError as error:
            return self._page(request, case_id, error=error)
        return HttpResponseRedirect(address(case_id=opened, tab=_tab(request)))

    def statistics(self, request: HttpRequest) -> HttpResponse:
        return statistics_page(self.admin_site, request)

    def evidence(self, request: HttpRequest, case_id: UUID, number: int) -> FileResponse:
        self._admit(request)
        case = case_shown(case_id)
        names = evidence_pictures(case) if case is not None else []
        if number >= len(names):
            raise Http404
        try:
            picture = open_picture(names[number])
        except FileNotFoundError as error:
            raise Http404 from error
        return FileResponse(picture, content_type="image/webp", headers={"Cache-Control": "private, max-age=600"})

    def _admit(self, request: HttpRequest) -> User:
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        return person_of(request)

    def _page(
        self,
        request: HttpRequest,
        case_id: UUID | None,
        *,
        asking: DecisionForm | None = None,
        error: DomainError | None = None,
    ) -> HttpResponse:
        page = case_page(by=person_of(request), tab=_tab(request), case_id=case_id)
        if case_id is not None and page["case"] is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            **page,
            "title": _("Cases"),
            "opts": None,
            "asking": asking,
            "asked": Outcome(asking.cleaned_data["outcome"]) if asking else None,
            "error": error,
        }
        part = request.htmx and request.htmx.target == "judging"  # type: ignore[attr-defined]
        template = "admin/moderation/_judging.html" if part else "admin/moderation/judging.html"
        return TemplateResponse(request, template, context, status=error.status if error else 200)


def _claim(_request: HttpRequest, by: User, case_id: UUID) -> UUID | None:
    claim(case_id=case_id, by=by)
    return case_id


def _release(_request: HttpRequest, by: User, case_id: UUID) -> UUID | None:
    release(case_id=case_id, by=by)
    return None


def _escalate(request: HttpRequest, by: User, case_id: UUID) -> UUID | None:
    case = case_shown(case_id)
    usual = str(usual_reason(case.category)) if case else ""
    escalate(case_id=case_id, by=by, reason=request.POST.get("reason", "").strip() or usual)
    return _next(by)


def _decide(request: HttpRequest, by: User, case_id: UUID) -> UUID | None:
    """The decision, and then the next case is open: nobody goes back to a list in between."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Invalid(errors={name: [str(message) for message in found] for name, found in form.errors.items()})
    sent = form.cleaned_data
    outcome = Outcome(sent["outcome"])
    if outcome in GRAVE and not sent["confirmed"]:
        raise Sure(form)
    case = case_shown(case_id)
    usual = str(usual_reason(case.category, acquits=outcome.acquits)) if case else ""
    decide(
        case_id=case_id,
        sentence=Sentence(
            outcome=outcome,
            by=by,
            reason=sent["reason"].strip() or usual,
            lasts=sent["lasts"],
            in_channel=sent["in_channel"],
            hide=sent["hide"],
        ),
    )
    return _next(by)


def _undo(_request: HttpRequest, by: User, case_id: UUID) -> UUID | None:
    undo(case_id=case_id, by=by)
    return case_id


def _next(by: User) -> UUID | None:
    case = claim_next(by=by)
    return case.pk if case is not None else None


ACTS: dict[str, Callable[[HttpRequest, User, UUID], UUID | None]] = {
    "claim": _claim,
    "release": _release,
    "escalate": _escalate,
    "decide": _decide,
    "undo": _undo,
}


def _tab(request: HttpRequest) -> str:
    return request.GET.get("tab", "waiting")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


register_queue(
    title=_("Cases"),
    icon="flag",
    permission=VIEW,
    count=lambda: ReviewCase.objects.open().count(),
    oldest=oldest_open,
    url="admin:moderation_reviewcase_desk",
    parts=lambda: [(label_of(kind), number) for kind, number in open_by_kind()],
    mine=lambda person_id: ReviewCase.objects.open().held_by(person_id, timezone.now()).count(),
)
register_queue(
    title=_("Escalated cases"),
    icon="arrow-up",
    permission=DECIDE_ESCALATED,
    count=lambda: ReviewCase.objects.open().escalated().count(),
    oldest=lambda: ReviewCase.objects.open().escalated().aggregate(at=Min("escalated_at"))["at"],
    url="admin:moderation_reviewcase_desk",
    query="tab=escalated",
)
