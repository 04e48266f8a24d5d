"""What economy puts on a creator's channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.channel_sections import register_section
from economy.selectors.loyalty import shelf_of_channel
from economy.selectors.trays import tray_for

if TYPE_CHECKING:
    from accounts.models import CreatorProfile


def giving(profile: CreatorProfile, visitor: Any) -> Mapping[str, Any] | None:
    tray = tray_for(creator=profile, visitor=visitor)
    return {"tray": tray} if tray is not None else None


register_section(
    name="giving", title=_("Give something"), template="economy/_channel_giving.html", read=giving, order=10
)


def rewards(profile: CreatorProfile, visitor: Any) -> Mapping[str, Any] | None:
    found = shelf_of_channel(profile, visitor)
    return {"rewards": found} if found else None


register_section(name="rewards", title=_("Rewards"), template="economy/_channel_rewards.html", read=rewards, order=60)
