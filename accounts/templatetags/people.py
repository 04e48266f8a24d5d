"""How people look on pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from accounts.models import CreatorProfile
from accounts.notifications import icon_of
from accounts.pictures import picture_url

register = template.Library()
register.filter("picture", picture_url)
register.filter("notification_icon", icon_of)


@register.filter
def as_person(profile: CreatorProfile) -> dict[str, Any]:
    """A creator as `components/_person.html` and cards take one."""
    return {
        "name": profile.stage_name,
        "image": picture_url(profile.avatar),
        "url": reverse("accounts:channel", args=[profile.slug]),
        "note": profile.get_kind_display(),
        "is_verified": profile.verified_at is not None,
    }
