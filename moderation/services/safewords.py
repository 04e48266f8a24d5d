"""Somebody said stop. What stands still is up to whoever runs the show; here it is put on record, once.

trigger(by=person, performer=person, where_kind="battle", where_id=battle.pk, how=How.BUTTON, frozen={"timer": 83})
resolve(where_kind="battle", where_id=battle.pk, by=person, outcome="both agreed")
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from moderation.errors import SafewordOver
from moderation.events import SafewordResolved, SafewordTriggered
from moderation.models import SafewordTrigger
from roastlive.lib.errors import Invalid
from roastlive.lib.events import announce
from roastlive.lib.text import clean_line

How = SafewordTrigger.How


@transaction.atomic
def trigger(
    *,
    by: User,
    where_kind: str,
    where_id: UUID,
    how: str,
    performer: User | None = None,
    frozen: Mapping[str, object] | None = None,
) -> tuple[SafewordTrigger, bool]:
    """The row, and whether it is new: while everything stands still, pressing again changes nothing.

    Never refused for a sanction, a limit or a rank: whoever runs the show has said that this person may. Raises Invalid for
    a `how` that is none.
    """
    if how not in How.values:
        raise Invalid(errors={"how": [Invalid.detail]})
    try:
        with transaction.atomic():
            row = SafewordTrigger.objects.create(
                by=by,
                performer=performer or by,
                where_kind=where_kind,
                where_id=where_id,
                how=how,
                frozen=dict(frozen or {}),
            )
    except IntegrityError:
        standing = open_at(where_kind, where_id)
        if standing is None:
            raise
        return standing, False
    announce(SafewordTriggered(trigger_id=row.pk, where_kind=where_kind, where_id=where_id))
    return row, True


@transaction.atomic
def resolve(*, where_kind: str, where_id: UUID, by: User | None, outcome: str = "") -> SafewordTrigger:
    """The show goes on, or ended: then by nobody. Raises SafewordOver where nothing stands still, Invalid."""
    try:
        said = clean_line(outcome, maximum=300)
    except ValidationError as error:
        raise Invalid(errors={"outcome": list(error.messages)}) from error
    row = (
        SafewordTrigger.objects.select_for_update()
        .filter(where_kind=where_kind, where_id=where_id, resolved_at__isnull=True)
        .first()
    )
    if row is None:
        raise SafewordOver
    row.resolved_at, row.resolved_by, row.outcome = timezone.now(), by, said
    row.save(update_fields=["resolved_at", "resolved_by", "outcome", "updated_at"])
    announce(SafewordResolved(trigger_id=row.pk, where_kind=where_kind, where_id=where_id))
    return row


def open_at(where_kind: str, where_id: UUID) -> SafewordTrigger | None:
    return SafewordTrigger.objects.filter(where_kind=where_kind, where_id=where_id, resolved_at__isnull=True).first()
