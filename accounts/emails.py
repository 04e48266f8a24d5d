"""Letters: one column, one action, and the plain text says the same as the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Letter:
    """`action` is what the button says, `path` where it leads, on this site only."""

    subject: StrOrPromise
    paragraphs: list[StrOrPromise]
    action: StrOrPromise = ""
    path: str = ""
    after: list[StrOrPromise] = field(default_factory=list)


def send_letter(letter: Letter, *, to: str, language: str) -> None:
    with translation.override(language):
        context = {
            "letter": letter,
            "url": settings.SITE_URL + letter.path if letter.path else "",
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "language": language,
        }
        message = EmailMultiAlternatives(str(letter.subject), render_to_string("email/letter.txt", context), to=[to])
        message.attach_alternative(render_to_string("email/letter.html", context), "text/html")
    message.send()
