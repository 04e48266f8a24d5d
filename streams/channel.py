"""What streams put on a creator's channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.channel_sections import register_section
from streams.selectors.browsing import of_channel

if TYPE_CHECKING:
    from accounts.models import CreatorProfile


def shows(profile: CreatorProfile, visitor: Any) -> Mapping[str, Any] | None:
    found = of_channel(profile, visitor=visitor)
    return found if any(found.values()) else None


register_section(name="shows", title=_("Shows"), template="streams/_channel_shows.html", read=shows, order=5)
