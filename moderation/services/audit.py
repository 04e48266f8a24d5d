"""Writing down who did what. The database seals each row into the chain as it commits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry

from moderation.models import AuditLog
from roastlive.lib.http.caller import caller

if TYPE_CHECKING:
    from accounts.models import User

# What Django calls what somebody did at the desk.
DESK_ACTS = {ADDITION: "desk.added", CHANGE: "desk.changed", DELETION: "desk.deleted"}


def note(
    *,
    actor: User | None,
    act: str,
    subject: str = "",
    reason: str = "",
    detail: Mapping[str, object] | None = None,
    ip: str = "",
) -> AuditLog:
    """Within the transaction of the act, so that neither is there without the other.

    `act` is dotted ("sanction.issued"), `subject` is "kind:id". Without an `ip` it is that of the request that runs.
    """
    calling = caller()
    return AuditLog.objects.create(
        actor=actor,
        act=act,
        subject=subject,
        reason=reason,
        detail=dict(detail or {}),
        ip=ip or calling.address or None,
        request_id=calling.request_id,
    )


def note_arrival(person: User) -> AuditLog:
    """Somebody who works here has logged in."""
    return note(actor=person, act="staff.logged_in", subject=f"person:{person.pk}")


def copy_history(row: LogEntry) -> AuditLog:
    """What the desk keeps as an object's history. It could be altered there; here it shows."""
    changes, words = _read(row.change_message)
    kind = f"{row.content_type.app_label}.{row.content_type.model}" if row.content_type else "unknown"
    return note(
        actor=row.user,
        act=DESK_ACTS.get(row.action_flag, "desk.acted"),
        subject=f"{kind}:{row.object_id or ''}"[:200],
        reason=words,
        detail={"name": row.object_repr, **({"changes": changes} if changes else {}), "history": row.pk},
    )


def _read(message: str) -> tuple[list[object], str]:
    """Django writes its own messages as a JSON list; an action of ours writes the reason that was given."""
    if not message.startswith("["):
        return [], message
    try:
        return list(json.loads(message)), ""
    except ValueError:
        return [], message
