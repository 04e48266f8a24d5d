"""What somebody wrote with a tip, while a moderator has it: kept back, looked at, let go."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from accounts.models import User
from economy.models import Tip
from economy.services.tips import screened
from moderation.screening.vocabulary import Verdict
from moderation.services.flagging import flag
from roastlive.lib.rls import acting_as_house


def flag_held_words(*, tip_id: UUID) -> None:
    """Ask for a look. What the channel would let through by now needs none."""
    with acting_as_house():
        tip = Tip.objects.with_their_people().get(pk=tip_id)
        if not tip.is_message_held:
            return
        decision = screened(tip.message, tip.creator)
        if decision.verdict == Verdict.ALLOW:
            _set_held(tip, held=False)
        else:
            flag(kind="tip", id=tip.pk, decision=decision)


def hold_words(tip: Tip, *, by: User, reason: str) -> None:
    """The money stays where it is."""
    if tip.message:
        _set_held(tip, held=True)


def release_words(tip: Tip, *, by: User, reason: str, kept: Mapping[str, object] | None = None) -> None:
    _set_held(tip, held=False)


def _set_held(tip: Tip, *, held: bool) -> None:
    with acting_as_house():
        tip.is_message_held = held
        tip.save(update_fields=["is_message_held", "updated_at"])
