"""/api/v1/wallet: what somebody has, and where it came from and went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.api.own_rows import among_own_rows
from accounts.asking import person_of
from economy.amounts import TOKENS_PER_DOLLAR
from economy.models import Hold, TransferKind
from economy.selectors.history import Filter, Pocket, entries_of
from economy.selectors.wallet import Wallet, holds_of, wallet_state
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.pagination import NewestFirst
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from economy.models import LedgerEntry

TAGS = ("wallet",)


class WalletAnswer(serializers.Serializer[Any]):
    """Whole tokens and points. `version` grows with every entry."""

    available = serializers.IntegerField()
    reserved = serializers.IntegerField()
    earnings = serializers.IntegerField()
    points = serializers.IntegerField()
    tokens_per_dollar = serializers.SerializerMethodField()
    version = serializers.IntegerField()

    def get_tokens_per_dollar(self, wallet: Wallet) -> int:
        return TOKENS_PER_DOLLAR


class EntriesQuery(serializers.Serializer[Any]):
    account = serializers.ChoiceField(choices=Pocket.choices, required=False, default=Pocket.TOKENS)
    kind = serializers.ChoiceField(choices=TransferKind.choices, required=False, help_text="What for.")
    direction = serializers.ChoiceField(choices=["in", "out"], required=False)
    since = serializers.DateField(required=False, help_text="The first day.")
    until = serializers.DateField(required=False, help_text="The last day.")


class Entry(serializers.Serializer[Any]):
    """One line of an account, with its balance before and after."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    transfer = serializers.UUIDField(source="transfer_id")
    kind = serializers.CharField(source="transfer.kind")
    reference = serializers.CharField(source="transfer.reference")
    amount = serializers.IntegerField()
    balance_before = serializers.IntegerField()
    balance_after = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class HoldsQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=Hold.State.choices, required=False)


class HoldAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    unit = serializers.CharField()
    amount = serializers.IntegerField()
    captured = serializers.IntegerField()
    purpose = serializers.CharField()
    reference = serializers.CharField()
    state = serializers.CharField()
    expires_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class ByPlace(NewestFirst):
    """Lines know their place in the account."""

    ordering = "-number"


class WalletView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    scope = "wallet"

    @endpoint(gives=WalletAnswer, tags=TAGS)
    def get(self, request: Request) -> Wallet:
        return wallet_state(person_of(request).pk)


class EntriesView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    pagination_class = ByPlace
    polled = True
    scope = "wallet"

    @among_own_rows
    @endpoint(query=EntriesQuery, gives=Entry, paged=True, tags=TAGS)
    def get(self, request: Request, query: dict[str, Any]) -> QuerySet[LedgerEntry]:
        asked = {**query, "pocket": Pocket(query["account"])}
        asked.pop("account")
        return entries_of(person_of(request).pk, Filter(**asked))


class HoldsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    scope = "wallet"

    @among_own_rows
    @endpoint(query=HoldsQuery, gives=HoldAnswer, paged=True, tags=TAGS)
    def get(self, request: Request, query: dict[str, Any]) -> QuerySet[Hold]:
        found = holds_of(person_of(request).pk)
        return found.filter(state=query["state"]) if "state" in query else found
