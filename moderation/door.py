"""What moderation says at the door, and where its pages stand in the settings."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.door_rules import register_door_rule
from accounts.scopes import register_scope
from accounts.settings_pages import register_settings_page
from moderation.models import Act
from moderation.services.standing import sanctioned, standing_of
from roastlive.lib.errors import DomainError


def refusal_at_the_door(person_id: UUID) -> DomainError | None:
    held = standing_of(person_id).kept_from(Act.ENTER)
    return sanctioned(held) if held is not None else None


register_door_rule(name="moderation.sanctions", refusal=refusal_at_the_door, page="moderation:shut_out")
register_settings_page(label=_("Standing"), route="moderation:standing", order=45)
register_scope("standing", read=_("See your sanctions and appeals"), write=_("Appeal a sanction"))
