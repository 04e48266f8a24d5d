"""Points for what people do.

    award(person_id=viewer.pk, rule="streams.watching", reference=f"stream:{stream.pk}:{minute}")
    award_many([Deed(person_id=..., rule=..., reference=...), ...])      # what happens to many at once

A deed counts once, whoever tells of it how often, and a day's deeds of one kind count up to the rule's cap. What comes in
numbers is told in numbers: however many deeds there are, they cost the same few queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max, Sum
from django.utils import timezone

from economy.amounts import checked
from economy.events import PointsEarned
from economy.loyalty_rules import EarningRule, earning_rule
from economy.models import AccountKind, LedgerAccount, PointAward, TransferKind, Unit
from economy.services.accounts import house_account, wallet_of
from economy.services.balances import tell_balances
from economy.services.ledger import Leg, Order, post_many
from roastlive.lib.errors import DomainError
from roastlive.lib.events import announce
from roastlive.lib.rls import acting_as_house

# As many people as can be waited for without crowding the database's table of locks.
AT_ONCE = 250


@dataclass(frozen=True, kw_only=True)
class Deed:
    """`times` is for what is counted in pieces, such as tokens given. `done_at` says on which day it counts."""

    person_id: UUID
    rule: str
    reference: str
    times: int = 1
    done_at: datetime = field(default_factory=timezone.now)

    @property
    def name(self) -> tuple[UUID, str, str]:
        return self.person_id, self.rule, self.reference

    @property
    def account(self) -> tuple[UUID, str, date]:
        """What its cap is counted on."""
        return self.person_id, self.rule, self.done_at.astimezone(UTC).date()


@dataclass
class Standing:
    """How far somebody has come on one day by one rule."""

    points: int = 0
    last_at: datetime | None = None

    def take(self, rule: EarningRule, deed: Deed) -> int:
        """What this deed is worth beside those before it."""
        if rule.cooldown and self.last_at is not None and deed.done_at - self.last_at < rule.cooldown:
            return 0
        worth = min(rule.points * checked(deed.times), rule.cap - self.points)
        if worth <= 0:
            return 0
        self.points += worth
        self.last_at = max(self.last_at or deed.done_at, deed.done_at)
        return worth


def award(*, person_id: UUID, rule: str, reference: str, times: int = 1, done_at: datetime | None = None) -> int:
    """How many points it was worth: none if it counted before, came too soon, or the day's cap is reached.

    Raises InvalidAmount, and KeyError for a rule that there is not.
    """
    deed = Deed(person_id=person_id, rule=rule, reference=reference, times=times, done_at=done_at or timezone.now())
    return award_many([deed])[0]


def award_many(deeds: Sequence[Deed]) -> list[int]:
    """What each deed was worth, in their order. Raises what `award` raises, and then none of a batch has counted."""
    worth: list[int] = []
    for start in range(0, len(deeds), AT_ONCE):
        worth += _award(deeds[start : start + AT_ONCE])
    return worth


def _award(deeds: Sequence[Deed]) -> list[int]:
    with acting_as_house():
        _wait_for({deed.person_id for deed in deeds})
        standings, counted = _standings(deeds), _counted(deeds)
        worth = []
        for deed in deeds:
            points = 0 if deed.name in counted else standings[deed.account].take(earning_rule(deed.rule), deed)
            if points:
                counted.add(deed.name)
            worth.append(points)
        _pay([(deed, points) for deed, points in zip(deeds, worth, strict=True) if points])
    return worth


def _wait_for(people: Iterable[UUID]) -> None:
    """Until the transaction ends nobody else counts what these people do. Always in the same order, so nobody waits in a ring."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(place) FROM ("
            " SELECT DISTINCT hashtextextended('points:' || person, 0) AS place FROM unnest(%s::uuid[]) AS person"
            " ORDER BY place) AS places",
            [list(people)],
        )


def _standings(deeds: Sequence[Deed]) -> dict[tuple[UUID, str, date], Standing]:
    accounts = {deed.account for deed in deeds}
    people, rules, days = zip(*accounts, strict=True)
    found = (
        PointAward.objects.filter(person__in=set(people), rule__in=set(rules), day__in=set(days))
        .values("person_id", "rule", "day")
        .annotate(earned=Sum("points"), last_at=Max("done_at"))
    )
    known = {(row["person_id"], row["rule"], row["day"]): Standing(row["earned"], row["last_at"]) for row in found}
    return {account: known.get(account) or Standing() for account in accounts}


def _counted(deeds: Sequence[Deed]) -> set[tuple[UUID, str, str]]:
    people, rules, references = zip(*(deed.name for deed in deeds), strict=True)
    found = PointAward.objects.filter(person__in=set(people), rule__in=set(rules), reference__in=set(references))
    return set(found.values_list("person_id", "rule", "reference"))


def _pay(earned: Sequence[tuple[Deed, int]]) -> None:
    """One transfer for what somebody earned by one rule, however many deeds it was for."""
    if not earned:
        return
    sums: dict[tuple[UUID, str], int] = defaultdict(int)
    for deed, points in earned:
        sums[deed.person_id, deed.rule] += points
    issuance = house_account(AccountKind.ISSUANCE, Unit.POINT).pk
    wallets = _wallets({person_id for person_id, _rule in sums})
    results = post_many(
        [
            Order(
                kind=TransferKind.REWARD,
                legs=(Leg(issuance, -points), Leg(wallets[person_id], points)),
                reference=f"points:{rule}",
            )
            for (person_id, rule), points in sums.items()
        ]
    )
    transfers = {}
    for account, result in zip(sums, results, strict=True):
        if isinstance(result, DomainError):
            raise result
        transfers[account] = result.transfer_id
    PointAward.objects.bulk_create(
        PointAward(
            person_id=deed.person_id,
            rule=deed.rule,
            reference=deed.reference,
            points=points,
            day=deed.account[2],
            done_at=deed.done_at,
            transfer_id=transfers[deed.person_id, deed.rule],
        )
        for deed, points in earned
    )
    for (person_id, rule), points in sums.items():
        announce(PointsEarned(person_id=person_id, rule=rule, points=points))
    tell_balances({person_id for person_id, _rule in sums})


def _wallets(people: Iterable[UUID]) -> dict[UUID, UUID]:
    """Most have one already, and those are read at once."""
    wanted = set(people)
    known = dict(
        LedgerAccount.objects.filter(owner__in=wanted, unit=Unit.POINT, kind=AccountKind.WALLET).values_list(
            "owner_id", "pk"
        )
    )
    return known | {person_id: wallet_of(person_id, Unit.POINT).pk for person_id in wanted - known.keys()}
