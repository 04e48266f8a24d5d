"""Rewards as drawings, and points as a figure."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

register = template.Library()


@register.simple_tag
def reward_drawing(name: str) -> SafeString:
    """From the sprite of rewards; always beside words that say the same."""
    return format_html(
        '<svg class="reward__drawing" width="64" height="64" viewBox="0 0 64 64" aria-hidden="true">'
        '<use href="{}#{}"></use></svg>',
        static("economy/rewards.svg"),
        name,
    )


@register.filter
def pause(cooldown: timedelta) -> str:
    """How long somebody has to wait, in whole days where they are whole."""
    hours = cooldown // timedelta(hours=1)
    if hours and hours % 24 == 0:
        return ngettext("%(days)d day", "%(days)d days", hours // 24) % {"days": hours // 24}
    return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}
