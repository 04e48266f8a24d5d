"""What of economy can be reported and judged: the words that came with a tip."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from economy.models import Tip
from economy.services.held_words import hold_words, release_words
from moderation.subjects import Description, register_subject
from roastlive.lib.rls import acting_as_house


def find_tip(id: UUID, visitor: User | None) -> Tip | None:
    """For a visitor, among those between them and somebody else."""
    with acting_as_house():
        found = Tip.objects.with_their_people().filter(pk=id)
        if visitor is not None:
            found = found.filter(Q(sender=visitor) | Q(receiver=visitor))
        return found.first()


def describe_tip(tip: Tip) -> Description:
    return Description(
        title=f"{tip.sender.username} → {tip.creator.stage_name}",
        words=tip.message,
        link=f"/@{tip.creator.slug}/",
        facts=(("tokens", str(tip.amount)), ("status", tip.status)),
    )


register_subject(
    kind="tip",
    label=_("tip"),
    icon="token",
    find=find_tip,
    describe=describe_tip,
    owner=lambda tip: tip.sender_id,
    channel=lambda tip: tip.creator_id,
    hide=hold_words,
    restore=release_words,
)
