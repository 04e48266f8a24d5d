"""Identity checks at the desk: who waits, and the page on which one reviewer looks at one person's documents.

Only those who may review get here at all. What is shown on the page is decided, and written down, by the services.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.asking import person_of
from accounts.people_desk import PrivateRows
from moderation.models import KycVerification
from moderation.roles import Role, grant
from moderation.selectors.identity_checks import check_shown, earlier_checks, how_many_wait, waiting_since
from moderation.services.identity_checks.details import DocumentKind, country_name
from moderation.services.identity_checks.reviewing import (
    REVIEW,
    approve,
    open_check,
    put_back,
    reject,
    see_document,
    take,
    take_next,
)
from moderation.services.identity_checks.signals import Signal
from roastlive.lib.errors import DomainError, Invalid
from roastlive.lib.waiting import register_queue

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.urls import URLPattern

    from accounts.models import User
    from moderation.services.identity_checks.reviewing import Opened

VIEW = "moderation.view_kycverification"
# Passports are no reading for everybody who moderates a chat: senior moderators know the people, finance pays them.
for role in (Role.SENIOR_MODERATOR, Role.FINANCE):
    grant(role, VIEW, REVIEW)

STATUS_LABELS = {
    KycVerification.Status.SUBMITTED: "warning",
    KycVerification.Status.IN_REVIEW: "info",
    KycVerification.Status.APPROVED: "success",
    KycVerification.Status.REJECTED: "danger",
    KycVerification.Status.EXPIRED: "default",
}


@admin.register(KycVerification)
class KycVerificationAdmin(PrivateRows):
    list_display = ("who", "status_label", "score", "submitted_at", "reviewer", "decided_at", "expires_at")
    list_filter = ("status", "refusal", "submitted_at", "expires_at")
    list_select_related = ("person", "reviewer")
    search_fields = ("person__username", "person__email", "=id")
    search_help_text = _("Username, email or id")
    ordering = ("submitted_at",)
    actions = None

    @display(description=_("person"), header=True, ordering="person__username")
    def who(self, check: KycVerification) -> list[str]:
        return [check.person.username, check.person.email, check.person.username[:2].upper()]

    @display(description=_("status"), ordering="status", label=STATUS_LABELS)
    def status_label(self, check: KycVerification) -> tuple[str, str]:
        return check.status, check.get_status_display()

    def get_queryset(self, request: HttpRequest) -> QuerySet[KycVerification]:
        rows: QuerySet[KycVerification] = super().get_queryset(request)
        return rows.exclude(status=KycVerification.Status.DRAFT)

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("next/", self.next_check, "next"),
            ("<uuid:check_id>/review/", self.review, "review"),
            ("<uuid:check_id>/picture/<slug:side>/", self.picture, "picture"),
            ("<uuid:check_id>/<slug:act>/", self.act, "act"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"moderation_kycverification_{name}")
            for route, view, name in pages
        ]
        standard = [url for url in super().get_urls() if "history" in str(url.name) or "changelist" in str(url.name)]
        # The usual page of an object, by its usual address, is the one on which it is reviewed.
        usual = path(
            "<uuid:check_id>/change/", self.admin_site.admin_view(self.review), name="moderation_kycverification_change"
        )
        return [*standard, usual, *own]

    def next_check(self, request: HttpRequest) -> HttpResponse:
        by = self._admit(request, posts=True)
        check = take_next(by=by)
        if check is None:
            messages.info(request, gettext("Nothing waits that you could take."))
            return HttpResponseRedirect(reverse("admin:moderation_kycverification_changelist"))
        return HttpResponseRedirect(_address(check.pk))

    def review(self, request: HttpRequest, check_id: UUID) -> HttpResponse:
        return self._page(request, check_id, by=self._admit(request))

    def act(self, request: HttpRequest, check_id: UUID, act: str) -> HttpResponse:
        by = self._admit(request, posts=True)
        if act not in ACTS:
            raise Http404
        try:
            check = ACTS[act](request, by, check_id)
        except DomainError as error:
            return self._page(request, check_id, by=by, error=error)
        messages.success(request, str(_said(check)))
        return HttpResponseRedirect(_address(check_id))

    def picture(self, request: HttpRequest, check_id: UUID, side: str) -> HttpResponse:
        by = self._admit(request)
        picture = see_document(check_id=check_id, side=side, by=by)
        return HttpResponse(
            picture,
            content_type="image/webp",
            headers={
                "Cache-Control": "no-store, private",
                "X-Content-Type-Options": "nosniff",
                "Content-Disposition": "inline",
                "Cross-Origin-Resource-Policy": "same-origin",
            },
        )

    def _admit(self, request: HttpRequest, *, posts: bool = False) -> User:
        if not (request.user.has_perm(VIEW) and request.user.has_perm(REVIEW)):
            raise PermissionDenied
        if posts and request.method != "POST":
            raise Http404
        return person_of(request)

    def _page(
        self, request: HttpRequest, check_id: UUID, *, by: User, error: DomainError | None = None
    ) -> HttpResponse:
        check = check_shown(check_id)
        if check is None:
            raise Http404
        opened = open_check(check=check, by=by)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Identity check"),
            "opts": self.model._meta,
            "check": check,
            "opened": opened,
            "is_mine": check.is_held_by(by.pk, timezone.now()),
            "is_free": check.decided_at is None and not check.is_held_by_another(by.pk, timezone.now()),
            "is_own": check.person_id == by.pk,
            "earlier": earlier_checks(check),
            "reasons": list(enumerate(KycVerification.Refusal.choices, 1)),
            "error": error,
            "wrong": [text for texts in error.errors.values() for text in texts] if error else [],
            **(_facts(check, opened) if opened else {}),
        }
        response = TemplateResponse(
            request, "admin/moderation/identity_check.html", context, status=error.status if error else 200
        )
        response["Cache-Control"] = "no-store, private"
        return response


def _facts(check: KycVerification, opened: Opened) -> dict[str, Any]:
    said = opened.details
    return {
        "facts": [
            (_("Legal name"), said.legal_name),
            (_("Date of birth"), said.born),
            (_("Account's date of birth"), check.person.date_of_birth),
            (_("Address"), said.address),
            (_("Where they live"), country_name(said.country)),
            (_("Document"), dict(DocumentKind.choices).get(said.document_kind, "")),
            (_("Issued by"), country_name(said.document_country)),
            (_("Number"), said.document_number),
            (_("Valid until"), said.ends or _("It never ends.")),
        ],
        "signals": [(Signal(name).label, holds) for name, holds in opened.weighed.holds.items()],
        "score": opened.weighed.score,
    }


def _reject(request: HttpRequest, by: User, check_id: UUID) -> KycVerification:
    sent = request.POST
    if "refusal" not in sent:
        raise Invalid(errors={"refusal": [_("Choose a reason.")]})
    return reject(check_id=check_id, by=by, refusal=sent["refusal"], note=sent.get("note", ""))


ACTS: dict[str, Callable[[HttpRequest, User, UUID], KycVerification]] = {
    "take": lambda _request, by, check_id: take(check_id=check_id, by=by),
    "put-back": lambda _request, by, check_id: put_back(check_id=check_id, by=by),
    "approve": lambda _request, by, check_id: approve(check_id=check_id, by=by),
    "reject": _reject,
}


def _said(check: KycVerification) -> Any:
    status = KycVerification.Status
    if check.status == status.SUBMITTED:
        return _("Approved once. Somebody else has the second look.") if check.first_reviewer_id else _("Put back.")
    return {
        status.IN_REVIEW: _("It is yours for half an hour."),
        status.APPROVED: _("Approved. They have been told."),
        status.REJECTED: _("Sent back. They have been told why."),
    }[status(check.status)]


def _address(check_id: UUID) -> str:
    return reverse("admin:moderation_kycverification_change", args=[check_id])


register_queue(
    title=_("Identity checks"),
    icon="id-card",
    permission=VIEW,
    count=how_many_wait,
    oldest=waiting_since,
    url="admin:moderation_kycverification_changelist",
    query="status__in=submitted,in_review",
    late_after=timedelta(days=1),
)
