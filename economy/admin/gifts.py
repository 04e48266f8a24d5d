"""The catalogue, and what was given, at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.asking import person_of
from accounts.people_desk import PrivateRows
from economy.gift_drawings import drawings
from economy.models import Gift, GiftType, Tip
from economy.services.adjustments import ASK, request_reversal
from moderation.roles import Role, grant
from roastlive.lib.errors import DomainError
from roastlive.lib.reasons import asks_reason

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

STATUS_COLOURS = {"completed": "success", "refunded": "warning", "pending": "info", "failed": "danger"}

grant(Role.FINANCE, "economy.view_gifttype", "economy.view_gift", "economy.view_tip")
grant(Role.ADMINISTRATOR, "economy.add_gifttype", "economy.change_gifttype")


class GiftTypeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A gift is shown by one of the drawings that the house has."""

    drawing = forms.ChoiceField(label=_("drawing"), choices=drawings, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = GiftType
        fields = ("name", "slug", "drawing", "price", "level", "position", "is_active")


@admin.register(GiftType)
class GiftTypeAdmin(ModelAdmin):
    """A new price holds from now on; what was given keeps its own."""

    form = GiftTypeForm
    list_display = ("name", "price", "level", "position", "is_active", "slug")
    list_filter = ("is_active",)
    search_fields = ("name", "slug")
    ordering = ("position", "price")
    prepopulated_fields = {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: GiftType | None = None) -> tuple[str, ...]:
        """Programs know a gift by its slug."""
        return ("slug",) if obj is not None else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: GiftType | None = None) -> dict[str, Any]:
        return {} if obj is not None else super().get_prepopulated_fields(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: GiftType | None = None) -> bool:
        """It is taken off offer instead: what was given points at it."""
        return False


class GivenAdmin(PrivateRows):
    """What is between two people."""

    list_select_related: tuple[str, ...] = ("sender", "creator")
    search_fields = ("sender__username", "creator__stage_name", "creator__slug", "=id", "=transfer_id")
    search_help_text = _("Name of the giver or the creator, id or transfer")
    ordering = ("-id",)
    actions: tuple[str, ...] = ("ask_for_giving_back",)

    def has_asking_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(ASK))

    @asks_reason(description=_("Ask for giving it back"), permissions=["asking"], is_danger=True)
    def ask_for_giving_back(self, request: HttpRequest, chosen: QuerySet[Any], reason: str) -> None:
        """Somebody else decides it, under Adjustments."""
        for given in chosen:
            try:
                request_reversal(by=person_of(request), transfer_id=given.transfer_id, reason=reason)
            except DomainError as error:
                self.message_user(request, f"{given}: {error}", messages.ERROR)
            else:
                self.log_change(request, given, reason)

    @display(description=_("status"), ordering="status", label=STATUS_COLOURS)
    def status_label(self, given: Gift | Tip) -> tuple[str, str]:
        return given.status, given.get_status_display()

    @display(description=_("transfer"))
    def transfer_link(self, given: Gift | Tip) -> str:
        if given.transfer_id is None:
            return ""
        address = reverse("admin:economy_ledgertransfer_change", args=[given.transfer_id])
        return format_html('<a href="{}">{}</a>', address, given.transfer_id)


@admin.register(Gift)
class GiftAdmin(GivenAdmin):
    list_display = ("created_at", "sender", "creator", "gift_type", "quantity", "total", "fee", "status_label")
    list_filter = ("status", "gift_type", "created_at")
    list_select_related = ("sender", "creator", "gift_type")
    readonly_fields = ("transfer_link",)


@admin.register(Tip)
class TipAdmin(GivenAdmin):
    list_display = ("created_at", "sender", "creator", "amount", "fee", "is_message_held", "status_label")
    list_filter = ("status", "is_message_held", "created_at")
    readonly_fields = ("transfer_link",)
