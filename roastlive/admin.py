"""What of the house itself is shown at the desk: messages that got stuck, and who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display

from roastlive.lib.desk import ReadOnlyAdmin, document
from roastlive.lib.models import OutboxMessage
from roastlive.lib.outbox import requeue
from roastlive.lib.waiting import register_queue

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    list_display = ("topic", "key", "state_label", "attempts", "due_at", "created_at")
    list_filter = ("state", "topic")
    search_fields = ("topic", "key", "=id")
    ordering = ("created_at",)
    list_per_page = 50
    actions = ("try_again",)
    readonly_fields = ("contents",)
    fields = ("id", "topic", "key", "state", "attempts", "due_at", "created_at", "updated_at", "last_error")

    @display(description=_("state"), ordering="state", label={"waiting": "info", "quarantined": "danger"})
    def state_label(self, message: OutboxMessage) -> tuple[str, str]:
        return message.state, message.get_state_display()

    @display(description=_("payload"))
    def contents(self, message: OutboxMessage) -> SafeString:
        return document(message.payload)

    def get_fields(self, request: HttpRequest, obj: OutboxMessage | None = None) -> tuple[str, ...]:
        """A message may be a letter with somebody's one-time link: its contents are not for everybody who may look."""
        return (*self.fields, "contents") if request.user.is_superuser else self.fields

    def has_requeue_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("kernel.change_outboxmessage")

    @admin.action(description=_("Try again"), permissions=["requeue"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[OutboxMessage]) -> None:
        stuck = list(chosen.quarantined())  # type: ignore[attr-defined]
        number = requeue([message.pk for message in stuck])
        LogEntry.objects.log_actions(str(request.user.pk), stuck, CHANGE, str(_("Tried again.")))
        text = ngettext("%(number)d message is tried again.", "%(number)d messages are tried again.", number)
        self.message_user(request, text % {"number": number})


@admin.register(LogEntry)
class HistoryAdmin(ReadOnlyAdmin):
    list_display = ("what", "act", "who", "when")
    list_filter = ("action_flag", "action_time", "content_type")
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "object_id", "user__username")
    search_help_text = _("What was changed, its id, or who changed it")
    date_hierarchy = "action_time"
    ordering = ("-action_time",)
    list_per_page = 50
    fields = ("what", "object_id", "act", "who", "when")
    readonly_fields = fields

    @display(description=_("what"), header=True, ordering="object_repr")
    def what(self, entry: LogEntry) -> list[str]:
        return [entry.object_repr, entry.content_type.name if entry.content_type else ""]

    @display(description=_("act"))
    def act(self, entry: LogEntry) -> str:
        return entry.get_change_message()

    @display(description=_("who"), ordering="user__username")
    def who(self, entry: LogEntry) -> str:
        return str(entry.user)

    @display(description=_("when"), ordering="action_time")
    def when(self, entry: LogEntry) -> datetime:
        return entry.action_time


def oldest_in_quarantine() -> datetime | None:
    return OutboxMessage.objects.quarantined().aggregate(at=Min("updated_at"))["at"]


register_queue(
    title=_("Messages in quarantine"),
    icon="send",
    count=lambda: OutboxMessage.objects.quarantined().count(),
    oldest=oldest_in_quarantine,
    url="admin:kernel_outboxmessage_changelist",
    query="state__exact=quarantined",
    permission="kernel.view_outboxmessage",
)
