"""Whether somebody who was shut out came back under another name.

What is kept of them is hashed with a key of this house, compared, and forgotten after half a year. What they share with
somebody new is shown to a moderator, with how much it is; people share networks and devices for good reasons, so nothing
else follows from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User, UserSession
from moderation.models import EvasionSignal, ShutOutTrace, UserSanction
from moderation.services import audit
from roastlive.lib.addresses import household
from roastlive.lib.errors import Forbidden, Invalid, NotFound
from roastlive.lib.rls import acting_as_house

Kind = ShutOutTrace.Kind
Status = EvasionSignal.Status
Trace = tuple[str, str]

REVIEW = "moderation.change_evasionsignal"
KEPT = timedelta(days=180)
LOOKED_BACK = timedelta(days=90)
SESSIONS_MOST = 200

# How much each shared thing says. Millions have the same browser: alone it says nothing.
STRENGTH = {Kind.EMAIL: 80, Kind.ADDRESS: 40, Kind.DEVICE: 20}
WORTH_A_LOOK = 40
# Mailboxes that ignore dots, and call themselves by two names.
DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def leave_traces(*, person: User) -> None:
    """What would be recognised if they came back. Whoever leaves it twice is remembered from the second time."""
    expires_at = timezone.now() + KEPT
    ShutOutTrace.objects.bulk_create(
        [
            ShutOutTrace(person=person, kind=kind, hash=digest, expires_at=expires_at)
            for kind, digest in _traces_of(person)
        ],
        update_conflicts=True,
        unique_fields=["person", "kind", "hash"],
        update_fields=["expires_at"],
    )


@transaction.atomic
def look_for_evasion(*, person_id: UUID) -> list[EvasionSignal]:
    """Compare somebody who has just come in with those who are shut out. Only what is new, or stronger, is returned."""
    person = User.objects.filter(pk=person_id, is_staff=False).first()
    if person is None:
        return []
    return [
        signal
        for other_id, reasons in _lookalikes(person).items()
        if (signal := _write(person, other_id, reasons)) is not None
    ]


@transaction.atomic
def review(*, signal_id: UUID, by: User, is_same: bool) -> EvasionSignal:
    """A moderator's word. Raises Forbidden, NotFound, Invalid for a second word."""
    if not by.has_perm(REVIEW):
        raise Forbidden
    signal = EvasionSignal.objects.select_for_update().filter(pk=signal_id).first()
    if signal is None:
        raise NotFound
    if signal.status != Status.PENDING:
        raise Invalid
    signal.status = Status.CONFIRMED if is_same else Status.DISMISSED
    signal.reviewed_by = by
    signal.save(update_fields=["status", "reviewed_by", "updated_at"])
    audit.note(
        actor=by,
        act="evasion.confirmed" if is_same else "evasion.dismissed",
        subject=f"person:{signal.person_id}",
        detail={"resembles": str(signal.resembles_id), "strength": signal.strength, "share": list(signal.reasons)},
    )
    return signal


def forget_old_traces() -> int:
    now = timezone.now()
    traces, _ = ShutOutTrace.objects.filter(expires_at__lte=now).delete()
    signals, _ = EvasionSignal.objects.filter(expires_at__lte=now).delete()
    return traces + signals


def plain_mailbox(email: str) -> str:
    """One mailbox has many spellings: case, dots where they do not count, and whatever follows a plus."""
    name, _, domain = email.casefold().rpartition("@")
    name = name.partition("+")[0]
    if domain in DOTLESS:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"


def strength_of(reasons: Collection[str]) -> int:
    return min(100, sum(STRENGTH[Kind(reason)] for reason in reasons))


def _traces_of(person: User) -> set[Trace]:
    with acting_as_house():
        seen = list(
            UserSession.objects.filter(user=person, last_seen_at__gte=timezone.now() - LOOKED_BACK)
            .order_by("-last_seen_at")
            .values_list("ip", "user_agent")[:SESSIONS_MOST]
        )
    return {
        (Kind.EMAIL, _hash(Kind.EMAIL, plain_mailbox(person.email))),
        *((Kind.ADDRESS, _hash(Kind.ADDRESS, household(ip))) for ip, _agent in seen if ip),
        *((Kind.DEVICE, _hash(Kind.DEVICE, agent)) for _ip, agent in seen if agent),
    }


def _hash(kind: str, value: str) -> str:
    return salted_hmac(f"moderation.trace.{kind}", value, algorithm="sha256").hexdigest()


def _lookalikes(person: User) -> dict[UUID, set[str]]:
    mine = _traces_of(person)
    now = timezone.now()
    shared: dict[UUID, set[str]] = defaultdict(set)
    kept = ShutOutTrace.objects.filter(hash__in=[digest for _kind, digest in mine], expires_at__gt=now)
    for other_id, kind, digest in kept.exclude(person=person).values_list("person_id", "kind", "hash"):
        if (kind, digest) in mine:
            shared[other_id].add(kind)
    telling = {other: reasons for other, reasons in shared.items() if strength_of(reasons) >= WORTH_A_LOOK}
    still_out = _shut_out(telling)
    return {other: reasons for other, reasons in telling.items() if other in still_out}


def _shut_out(person_ids: Iterable[UUID]) -> set[UUID]:
    held = UserSanction.objects.filter(
        person_id__in=list(person_ids),
        scope=UserSanction.Scope.PLATFORM,
        kind__in=[UserSanction.Kind.SUSPENSION, UserSanction.Kind.BAN],
    )
    return set(held.in_force(timezone.now()).values_list("person_id", flat=True))


def _write(person: User, other_id: UUID, reasons: set[str]) -> EvasionSignal | None:
    strength = strength_of(reasons)
    signal, is_new = EvasionSignal.objects.select_for_update().get_or_create(
        person=person,
        resembles_id=other_id,
        defaults={"reasons": sorted(reasons), "strength": strength, "expires_at": timezone.now() + KEPT},
    )
    if is_new:
        return signal
    if strength <= signal.strength:
        return None
    # They share more than when somebody looked: that is worth another look.
    signal.reasons, signal.strength, signal.status, signal.reviewed_by = sorted(reasons), strength, Status.PENDING, None
    signal.save(update_fields=["reasons", "strength", "status", "reviewed_by", "updated_at"])
    return signal
