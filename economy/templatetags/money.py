"""Tokens as money, and gifts as drawings."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from economy.amounts import TOKENS_PER_DOLLAR

register = template.Library()

GIFTS = "economy/gifts.svg"


@register.filter
def dollars(tokens: int) -> str:
    """What tokens are worth, in the reader's figures; whole cents, for a token is one."""
    whole, cents = divmod(abs(tokens), TOKENS_PER_DOLLAR)
    amount = number_format(f"{whole}.{cents:02d}", 2, force_grouping=True)
    sign = "\N{MINUS SIGN}" if tokens < 0 else ""
    return sign + _("$%(amount)s") % {"amount": amount}


@register.simple_tag
def gift_drawing(name: str, kind: str = "") -> SafeString:
    """A gift from its sprite; always beside words that say the same."""
    css = f"gift gift--{name}" + (f" gift--{kind}" if kind else "")
    return format_html(
        '<svg class="{}" width="64" height="64" viewBox="0 0 64 64" aria-hidden="true"><use href="{}#{}"></use></svg>',
        css, static(GIFTS), name,
    )  # fmt: skip


@register.simple_tag
def gift_sprite() -> str:
    return static(GIFTS)
