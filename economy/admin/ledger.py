"""The ledger at the desk: looked at, searched, followed from an account to a transfer to its cause, and changed by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import display

from accounts.models import User
from accounts.people_desk import PrivateRows
from economy.causes import page_of, register_cause
from economy.models import Hold, LedgerAccount, LedgerEntry, LedgerTransfer
from economy.selectors.ledger import reversal_of, transfers_of
from moderation.roles import Role, grant

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

grant(
    Role.FINANCE,
    "economy.view_ledgeraccount",
    "economy.view_ledgertransfer",
    "economy.view_ledgerentry",
    "economy.view_hold",
)

for kind, route in {
    "hold": "admin:economy_hold_change",
    "transfer": "admin:economy_ledgertransfer_change",
    "gift": "admin:economy_gift_change",
    "tip": "admin:economy_tip_change",
    "adjustment": "admin:economy_adjustment_change",
    "reward": "admin:economy_loyaltyreward_change",
    "redemption": "admin:economy_loyaltyredemption_change",
}.items():
    register_cause(kind, route)

STATES = {"active": "info", "captured": "success", "voided": "default", "expired": "warning"}


def _link(route: str, identifier: object, label: object) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', reverse(route, args=[identifier]), label) if identifier else ""


def _named(account: LedgerAccount) -> str:
    return f"{account.get_kind_display()}, {account.owner or gettext('the house')}"


class Entries(TabularInline):
    """Those of a transfer."""

    model = LedgerEntry
    fields = readonly_fields = ("whose", "amount_label", "before", "after", "number")
    extra = max_num = 0
    can_delete = False
    ordering = ("id",)

    @display(description=_("account"))
    def whose(self, entry: LedgerEntry) -> SafeString | str:
        return _link("admin:economy_ledgeraccount_change", entry.account_id, _named(entry.account))

    @display(description=_("amount"))
    def amount_label(self, entry: LedgerEntry) -> str:
        return f"{entry.amount:+,d}"

    @display(description=_("before"))
    def before(self, entry: LedgerEntry) -> str:
        return f"{entry.balance_before:,d}"

    @display(description=_("after"))
    def after(self, entry: LedgerEntry) -> str:
        return f"{entry.balance_after:,d}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        return super().get_queryset(request).select_related("account__owner")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(LedgerAccount)
class LedgerAccountAdmin(PrivateRows):
    list_display = ("account", "unit", "balance_label", "entry_count", "updated_at")
    list_filter = ("unit", "kind")
    list_select_related = ("owner",)
    search_fields = ("owner__username", "owner__email", "=owner__id", "=id")
    search_help_text = _("Name, email address or id of the owner; id of the account")
    ordering = ("-id",)
    fields = ("account", "unit", "balance_label", "entry_count", "transfers", "created_at", "updated_at")
    readonly_fields = ("account", "balance_label", "transfers")

    @display(description=_("account"), ordering="kind")
    def account(self, account: LedgerAccount) -> str:
        return _named(account)

    @display(description=_("balance"), ordering="balance")
    def balance_label(self, account: LedgerAccount) -> str:
        return f"{account.balance:,d}"

    @display(description=_("transfers"))
    def transfers(self, account: LedgerAccount) -> SafeString:
        address = reverse("admin:economy_ledgertransfer_changelist")
        return format_html('<a href="{}?q={}">{}</a>', address, account.pk, _("All of this account"))


@admin.register(LedgerTransfer)
class LedgerTransferAdmin(PrivateRows):
    list_display = ("created_at", "kind", "amount_label", "fee", "cause", "note")
    list_filter = ("kind", "unit", "created_at")
    search_fields = ("reference",)
    search_help_text = _("Reference, id of the transfer, of an account or of a person, or a username")
    ordering = ("-id",)
    inlines = (Entries,)
    fields = ("kind", "amount_label", "fee", "cause", "note", "actor", "answered_by", "created_at", "id")
    readonly_fields = ("amount_label", "cause", "actor", "answered_by")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[LedgerTransfer], search_term: str
    ) -> tuple[QuerySet[LedgerTransfer], bool]:
        """Each by an index: a reference is searched as it begins with, and names lead to ids."""
        words = search_term.strip()
        return (transfers_of(queryset, words) if words else queryset), False

    @display(description=_("amount"), ordering="amount")
    def amount_label(self, transfer: LedgerTransfer) -> str:
        return f"{transfer.amount:,d} {transfer.get_unit_display()}"

    @display(description=_("cause"), ordering="reference")
    def cause(self, transfer: LedgerTransfer) -> SafeString | str:
        page = page_of(transfer.reference)
        return format_html('<a href="{}">{}</a>', page, transfer.reference) if page else transfer.reference

    @display(description=_("done by"))
    def actor(self, transfer: LedgerTransfer) -> SafeString | str:
        somebody = User.everyone.filter(pk=transfer.actor_id).first() if transfer.actor_id else None
        return _link("admin:accounts_user_change", transfer.actor_id, somebody) if somebody else ""

    @display(description=_("reversed by"))
    def answered_by(self, transfer: LedgerTransfer) -> SafeString | str:
        reversal: UUID | None = reversal_of(transfer.pk)
        return _link("admin:economy_ledgertransfer_change", reversal, reversal)


@admin.register(Hold)
class HoldAdmin(PrivateRows):
    list_display = ("created_at", "person", "amount_label", "captured", "purpose", "state_label", "expires_at")
    list_filter = ("state", "purpose", "unit", "expires_at")
    list_select_related = ("person",)
    search_fields = ("person__username", "person__email", "=reference", "=id")
    search_help_text = _("Name or email address, reference, id")
    ordering = ("-id",)
    fields: Any = (
        *("person", "amount_label", "captured", "purpose", "cause", "state_label", "expires_at", "closed_at"),
        *("opened_by", "closed_by", "created_at"),
    )
    readonly_fields = ("amount_label", "cause", "state_label", "opened_by", "closed_by")

    @display(description=_("amount"), ordering="amount")
    def amount_label(self, hold: Hold) -> str:
        return f"{hold.amount:,d} {hold.get_unit_display()}"

    @display(description=_("cause"))
    def cause(self, hold: Hold) -> SafeString | str:
        page = page_of(hold.reference)
        return format_html('<a href="{}">{}</a>', page, hold.reference) if page else hold.reference

    @display(description=_("state"), ordering="state", label=STATES)
    def state_label(self, hold: Hold) -> tuple[str, str]:
        return hold.state, hold.get_state_display()

    @display(description=_("reserved by"))
    def opened_by(self, hold: Hold) -> SafeString | str:
        return _link("admin:economy_ledgertransfer_change", hold.opened_by_id, hold.opened_by_id)

    @display(description=_("closed by"))
    def closed_by(self, hold: Hold) -> SafeString | str:
        return _link("admin:economy_ledgertransfer_change", hold.closed_by_id, hold.closed_by_id)
