"""What the house as a whole holds and owes, to the token."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Sum

from economy.models import HOUSE_KINDS, PERSONAL_KINDS, AccountKind, LedgerAccount, Unit
from roastlive.lib.rls import acting_as_house


@dataclass(frozen=True)
class Figure:
    """The balances of all accounts of one kind."""

    kind: AccountKind
    accounts: int
    balance: int


@dataclass(frozen=True)
class Figures:
    """All accounts of one unit. What people have is what the house has issued and not taken in again: the sum is zero."""

    unit: Unit
    people: list[Figure]
    house: list[Figure]

    @property
    def in_circulation(self) -> int:
        return sum(figure.balance for figure in self.people)

    @property
    def total(self) -> int:
        return self.in_circulation + sum(figure.balance for figure in self.house)


def house_figures() -> list[Figures]:
    """Of tokens and of points, in one query."""
    with acting_as_house():
        found = (
            LedgerAccount.objects.values_list("unit", "kind")
            .annotate(accounts=Count("id"), balance=Sum("balance"))
            .order_by("unit", "kind")
        )
        sums = {(unit, kind): (accounts, int(balance)) for unit, kind, accounts, balance in found}

    def figure(unit: Unit, kind: AccountKind) -> Figure:
        return Figure(kind, *sums.get((unit, kind), (0, 0)))

    return [
        Figures(unit, [figure(unit, kind) for kind in PERSONAL_KINDS], [figure(unit, kind) for kind in HOUSE_KINDS])
        for unit in Unit
    ]
