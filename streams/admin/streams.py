"""Shows, what kinds there are, and their seats, at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from accounts.asking import person_of
from economy.causes import register_cause
from moderation.roles import Role, grant
from roastlive.lib.desk import ReadOnlyAdmin
from roastlive.lib.errors import DomainError
from roastlive.lib.reasons import asks_reason
from streams.models import Category, Stream, StreamTicket
from streams.services.hiding import hide_stream, restore_stream, stop_stream

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

# Who may act on a show says so by `change`; its page still changes nothing by hand.
grant(Role.MODERATOR, "streams.view_stream", "streams.change_stream", "streams.view_category")
grant(Role.FINANCE, "streams.view_stream", "streams.view_streamticket")
grant(Role.ADMINISTRATOR, "streams.add_category", "streams.change_category")
# A ticket's transfers name the show.
register_cause("ticket", "admin:streams_stream_change")

STATUS_COLOURS = {"scheduled": "info", "live": "danger", "ended": "default", "cancelled": "warning"}
TICKET_COLOURS = {"held": "info", "settled": "success", "refunded": "warning"}

Act = Callable[..., object]


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    """It is taken off offer rather than deleted: shows point at it."""

    list_display = ("name", "slug", "position", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "slug")
    ordering = ("position", "name")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Stream)
class StreamAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "title", "creator", "category", "status_label", "viewer_count", "hidden_at")
    list_filter = ("status", "visibility", "category", "created_at")
    list_select_related = ("creator", "category")
    list_per_page = 50
    search_fields = ("title", "creator__slug", "creator__stage_name", "=id")
    search_help_text = _("Title of the show, name or address of the creator, id")
    ordering = ("-id",)
    show_full_result_count = False
    actions = ("stop", "hide", "restore")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stream]:
        return Stream.everything.select_related("creator", "category").order_by("-id")

    def has_stage_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("streams.change_stream")

    @asks_reason(description=_("End, or cancel"), permissions=["stage"], is_danger=True)
    def stop(self, request: HttpRequest, chosen: QuerySet[Stream], reason: str) -> None:
        self._each(request, chosen, reason, stop_stream)

    @asks_reason(description=_("Hide"), permissions=["stage"], is_danger=True)
    def hide(self, request: HttpRequest, chosen: QuerySet[Stream], reason: str) -> None:
        self._each(request, chosen, reason, hide_stream)

    @asks_reason(description=_("Show again"), permissions=["stage"])
    def restore(self, request: HttpRequest, chosen: QuerySet[Stream], reason: str) -> None:
        self._each(request, chosen, reason, restore_stream)

    def _each(self, request: HttpRequest, chosen: QuerySet[Stream], reason: str, act: Act) -> None:
        for stream in chosen:
            try:
                act(stream, by=person_of(request), reason=reason)
            except DomainError as error:
                self.message_user(request, f"{stream}: {error}", messages.ERROR)
            else:
                self.log_change(request, stream, reason)

    @display(description=_("status"), ordering="status", label=STATUS_COLOURS)
    def status_label(self, stream: Stream) -> tuple[str, Any]:
        return stream.status, stream.get_status_display()


@admin.register(StreamTicket)
class StreamTicketAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "person", "stream", "price", "status_label", "closed_at")
    list_filter = ("status", "created_at")
    list_select_related = ("person", "stream")
    list_per_page = 50
    search_fields = ("person__username", "stream__title", "=id", "=transfer_id", "=stream__id")
    search_help_text = _("Name, title of the show, id or transfer")
    ordering = ("-id",)
    show_full_result_count = False
    readonly_fields = ("transfer_link",)

    @display(description=_("status"), ordering="status", label=TICKET_COLOURS)
    def status_label(self, ticket: StreamTicket) -> tuple[str, Any]:
        return ticket.status, ticket.get_status_display()

    @display(description=_("transfer"))
    def transfer_link(self, ticket: StreamTicket) -> str:
        address = reverse("admin:economy_ledgertransfer_change", args=[ticket.transfer_id])
        return format_html('<a href="{}">{}</a>', address, ticket.transfer_id)
