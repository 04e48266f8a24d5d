"""Every decision leaves a row, whoever or whatever made it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from accounts.models import User
from moderation.models import ModerationAction, ReviewCase, UserSanction


def note_action(
    *,
    kind: str,
    id: UUID,
    action: ModerationAction.Act,
    person_id: UUID | None = None,
    actor: User | None = None,
    case: ReviewCase | None = None,
    reason: str = "",
    category: str = "",
    confidence: float | None = None,
    model_version: str = "",
    sanction: UserSanction | None = None,
    kept: Mapping[str, Any] | None = None,
) -> ModerationAction:
    """Write a decision down. A machine's has no actor, and the version of what decided; the database insists on either."""
    return ModerationAction.objects.create(
        case=case,
        subject_kind=kind,
        subject_id=id,
        person_id=person_id,
        action=action,
        actor=actor,
        reason=reason,
        category=category,
        confidence=confidence,
        model_version=model_version,
        sanction=sanction,
        kept=dict(kept or {}),
    )


def override(actions: Iterable[ModerationAction], *, by: ModerationAction) -> None:
    """From now on `by` holds instead of these."""
    for action in actions:
        action.overridden_by = by
        action.save(update_fields=["overridden_by", "updated_at"])
