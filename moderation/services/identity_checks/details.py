"""What somebody says of themselves, read strictly and kept in one sealed field."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from moderation.models import KycDocument
from roastlive.lib.errors import Invalid
from roastlive.lib.text import clean_line, clean_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAME_LONGEST = 120
ADDRESS_LONGEST = 300
NUMBER_LONGEST = 40
YEARS_BACK = 120
YEARS_AHEAD = 50
COUNTRY = re.compile(r"[A-Z]{2}")
# What Babel names beside countries: unions, test data and "unknown".
NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
NOTHING_IN_IT = re.compile(r"[^A-Z0-9]")


class DocumentKind(TextChoices):
    PASSPORT = "passport", _("Passport")
    ID_CARD = "id_card", _("Identity card")
    RESIDENCE_PERMIT = "residence_permit", _("Residence permit")
    DRIVING_LICENCE = "driving_licence", _("Driving licence")


@dataclass(frozen=True, kw_only=True)
class Details:
    """Empty where nothing has been said yet. Dates are as ISO 8601 writes them."""

    legal_name: str = ""
    date_of_birth: str = ""
    address: str = ""
    country: str = ""
    document_kind: str = ""
    document_country: str = ""
    document_number: str = ""
    document_expires: str = ""

    def as_kept(self) -> dict[str, str]:
        return asdict(self)

    @property
    def born(self) -> date | None:
        return parse_date(self.date_of_birth) if self.date_of_birth else None

    @property
    def ends(self) -> date | None:
        """The document's last day; some have none."""
        return parse_date(self.document_expires) if self.document_expires else None

    @property
    def sides(self) -> tuple[str, ...]:
        """Of which sides a picture is needed: a passport says everything on one page."""
        side = KycDocument.Side
        return (side.FRONT, side.SELFIE) if self.document_kind in ("", DocumentKind.PASSPORT) else tuple(side)


FIELDS = tuple(field.name for field in fields(Details))
# Some identity cards never end.
OPTIONAL = ("document_expires",)


def from_kept(kept: Mapping[str, Any] | None) -> Details:
    return Details(**{name: str((kept or {}).get(name, "")) for name in FIELDS})


def read_details(said: Mapping[str, str]) -> Details:
    """What was typed, clean. What is not given, is empty. Raises Invalid, field by field."""
    readers = {
        "legal_name": lambda text: clean_line(text, maximum=NAME_LONGEST),
        "date_of_birth": _birthday,
        "address": lambda text: clean_text(text, maximum=ADDRESS_LONGEST),
        "country": _country,
        "document_kind": _kind,
        "document_country": _country,
        "document_number": _number,
        "document_expires": _expiry,
    }
    clean: dict[str, str] = {}
    wrong: dict[str, list[str]] = {}
    for name, read in readers.items():
        try:
            clean[name] = read(said.get(name, "") or "")
        except ValidationError as error:
            wrong[name] = list(error.messages)
    if wrong:
        raise Invalid(errors=wrong)
    return Details(**clean)


def what_is_missing(details: Details, sides: Collection[str]) -> dict[str, list[StrOrPromise]]:
    """By field or side; empty when it can be sent."""
    lacking: dict[str, list[StrOrPromise]] = {
        name: [_("This is needed.")] for name in FIELDS if name not in OPTIONAL and not getattr(details, name)
    }
    ends = details.ends
    if ends is not None and ends < timezone.localdate():
        lacking["document_expires"] = [_("This document is no longer valid. Use another one.")]
    return lacking | {side: [_("This picture is needed.")] for side in details.sides if side not in sides}


def document_hash(details: Details) -> str:
    """Equal for equal documents, whatever spaces and hyphens somebody types. Nobody reads a number out of it."""
    number = NOTHING_IN_IT.sub("", details.document_number.upper())
    told = f"{details.document_country}:{details.document_kind}:{number}"
    secret = settings.IDENTITY_HASH_SECRET or settings.SECRET_KEY
    return hmac.new(f"identity document:{secret}".encode(), told.encode(), hashlib.sha256).hexdigest()


def countries() -> list[tuple[str, str]]:
    """Code and name, sorted as the reader's language sorts them."""
    names = Locale.parse(translation.get_language() or "en", sep="-").territories
    found = [(code, name) for code, name in names.items() if COUNTRY.fullmatch(code) and code not in NO_COUNTRIES]
    return sorted(found, key=lambda pair: unicodedata.normalize("NFD", pair[1]).casefold())


def country_name(code: str) -> str:
    return dict(countries()).get(code, code)


def _birthday(text: str) -> str:
    today = timezone.localdate()
    return _day(text, first=date(today.year - YEARS_BACK, 1, 1), last=today)


def _expiry(text: str) -> str:
    today = timezone.localdate()
    return _day(text, first=date(1990, 1, 1), last=date(today.year + YEARS_AHEAD, 12, 31))


def _day(text: str, *, first: date, last: date) -> str:
    if not text:
        return ""
    try:
        day = parse_date(text) if len(text) == len("2000-01-01") else None
    except ValueError:
        day = None
    if day is None or not first <= day <= last:
        raise ValidationError(_("There is no such day, or it cannot be meant."))
    return day.isoformat()


def _country(text: str) -> str:
    if text and (text in NO_COUNTRIES or text not in Locale("en").territories or not COUNTRY.fullmatch(text)):
        raise ValidationError(_("Choose a country."))
    return text


def _kind(text: str) -> str:
    if text and text not in DocumentKind.values:
        raise ValidationError(_("Choose a kind of document."))
    return text


def _number(text: str) -> str:
    number = clean_line(text, maximum=NUMBER_LONGEST)
    if number and not NOTHING_IN_IT.sub("", number.upper()):
        raise ValidationError(_("A document's number has letters or digits in it."))
    return number
