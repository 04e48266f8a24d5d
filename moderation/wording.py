"""Times of sanctions, said in words in the language of whoever reads them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _moment(when: datetime) -> str:
    return date_format(localtime(when), "DATETIME_FORMAT")


moment_in_words = lazy(_moment, str)


def until_in_words(ends_at: datetime | None) -> StrOrPromise:
    if ends_at is None:
        return _("for good")
    return format_lazy(_("until {moment}"), moment=moment_in_words(ends_at))
