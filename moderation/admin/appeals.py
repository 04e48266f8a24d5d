"""Appeals at the desk: who waits for an answer, and the page on which one line and one button give it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.asking import person_of
from moderation.models import Appeal
from moderation.roles import Role, grant
from moderation.selectors.appeals import appeal_shown, next_waiting, oldest_waiting, sanctions_before
from moderation.services.appeals import ANSWER, answer
from moderation.services.sanctions import REASON_LONGEST
from roastlive.lib.desk import ReadOnlyAdmin
from roastlive.lib.errors import DomainError
from roastlive.lib.waiting import register_queue

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

VIEW = "moderation.view_appeal"

grant(Role.MODERATOR, VIEW, ANSWER)

LIST = "admin:moderation_appeal_changelist"
STATES = {Appeal.Status.OPEN: "warning", Appeal.Status.UPHELD: "success", Appeal.Status.REJECTED: "default"}


@admin.register(Appeal)
class AppealAdmin(ReadOnlyAdmin):
    list_display = ("person", "about", "state", "created_at", "due_at", "against", "answered_by")
    list_filter = ("status", "sanction__kind", "created_at")
    list_select_related = ("person", "sanction__person", "against", "answered_by")
    list_per_page = 50
    search_fields = ("person__username", "person__email", "words", "answer", "=id")
    search_help_text = _("Person, a word of what was said, an id")
    ordering = ("due_at",)
    show_full_result_count = False
    actions = None

    @display(description=_("sanction"), ordering="sanction__kind")
    def about(self, appeal: Appeal) -> str:
        return appeal.sanction.get_kind_display()

    @display(description=_("status"), ordering="status", label=STATES)
    def state(self, appeal: Appeal) -> tuple[str, str]:
        return appeal.status, str(_("waits") if appeal.status == Appeal.Status.OPEN else appeal.get_status_display())

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Read on the left, answer on the right; after the answer comes whoever waits longest."""
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        appeal_id = _uuid(object_id)
        if request.method != "POST":
            return self._page(request, appeal_id)
        try:
            answer(
                appeal_id=appeal_id,
                by=person_of(request),
                grant=request.POST.get("verdict") == "grant",
                words=request.POST.get("answer", ""),
            )
        except DomainError as error:
            return self._page(request, appeal_id, error)
        messages.success(request, _("Answered. They have been told."))
        following = next_waiting(person_of(request).pk)
        if following is None:
            return HttpResponseRedirect(reverse(LIST))
        return HttpResponseRedirect(reverse("admin:moderation_appeal_change", args=[following]))

    def _page(self, request: HttpRequest, appeal_id: UUID, error: DomainError | None = None) -> HttpResponse:
        found = appeal_shown(appeal_id)
        if found is None:
            raise Http404
        by = person_of(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Appeal"),
            "opts": self.model._meta,
            "appeal": found,
            "before": sanctions_before(found),
            "is_in_force": found.sanction.is_in_force(timezone.now()),
            "is_open": found.status == Appeal.Status.OPEN,
            "is_late": found.status == Appeal.Status.OPEN and found.due_at < timezone.now(),
            "is_anothers": by.pk not in {found.against_id, found.person_id},
            "may_answer": by.has_perm(ANSWER),
            "usual": USUAL,
            "said": request.POST.get("answer", ""),
            "longest": REASON_LONGEST,
            "error": error,
            "wrong": [text for texts in error.errors.values() for text in texts] if error else [],
        }
        return TemplateResponse(request, "admin/moderation/appeal.html", context, status=error.status if error else 200)


# Offered beside the field, in the words that people get.
USUAL = (
    _("We looked again. You were right, and we are sorry."),
    _("We looked again. The rule is the rule, and it was broken."),
    _("We see your point, but what was said went after somebody who had not agreed to it."),
)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


register_queue(
    title=_("Appeals"),
    icon="shield",
    permission=VIEW,
    count=lambda: Appeal.objects.open().count(),
    oldest=oldest_waiting,
    url=LIST,
    query="status__exact=open",
)
