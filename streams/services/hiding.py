"""What a moderator does with a show: out of sight, back, or off the stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from streams.models import Stream
from streams.services.life import cancel_stream, end_stream

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def hide_stream(stream: Stream, *, by: User, reason: str) -> dict[str, Any] | None:
    """Only its creator still sees it. Hidden already, it stays so."""
    row = _locked(stream)
    if row.hidden_at is None:
        row.hidden_at = timezone.now()
        row.save(update_fields=["hidden_at", "updated_at"])
    return None


@transaction.atomic
def restore_stream(stream: Stream, *, by: User, reason: str, kept: Mapping[str, Any] | None = None) -> None:
    row = _locked(stream)
    if row.hidden_at is not None:
        row.hidden_at = None
        row.save(update_fields=["hidden_at", "updated_at"])


@transaction.atomic
def stop_stream(stream: Stream, *, by: User, reason: str) -> None:
    """What runs ends, what is announced does not happen, and what is over stays as it is."""
    row = _locked(stream)
    if row.status == Stream.Status.LIVE:
        end_stream(stream_id=row.pk, by=None, reason=reason)
    elif row.status == Stream.Status.SCHEDULED:
        cancel_stream(stream_id=row.pk, by=None, reason=reason)


def _locked(stream: Stream) -> Stream:
    return Stream.everything.select_for_update().get(pk=stream.pk)
