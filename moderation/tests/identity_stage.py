"""Somebody with a passport, and those who look at it."""

from __future__ import annotations

import io
from datetime import date

from django.contrib.auth.models import Group
from PIL import Image, ImageDraw

from accounts.models import CreatorProfile, User
from accounts.tests.cast import person
from accounts.tests.ensemble import a_creator
from moderation.models import KycDocument, KycVerification
from moderation.roles import STANDS_AS, Role
from moderation.services.documents import keep_file
from moderation.services.identity_checks.asking import save_details, submit
from moderation.services.identity_checks.reviewing import approve, take
from roastlive.lib.rls import acting_as, acting_as_house

PASSPORT = {
    "legal_name": "Rita Maria Rust",
    "date_of_birth": "1990-01-01",
    "address": "Stage Street 4\n10115 Berlin",
    "country": "DE",
    "document_kind": "passport",
    "document_country": "DE",
    "document_number": "C01X 00T47",
    "document_expires": "2031-05-01",
}


def picture(
    mark: str = "front", *, form: str = "JPEG", size: tuple[int, int] = (900, 600), **more: object
) -> io.BytesIO:
    """A photo of a document, sideways or not, with whatever a camera writes into it."""
    image = Image.new("RGB", size, "#6d7f96")
    ImageDraw.Draw(image).text((40, 40), mark, fill="white")
    out = io.BytesIO()
    image.save(out, form, **more)
    out.seek(0)
    out.name = f"{mark}.{form.lower()}"
    return out


def a_draft(creator: CreatorProfile, **said: str) -> None:
    """Filled in, with pictures as the drawing process would have left them: starting it for each test takes its time."""
    check = save_details(person=creator.user, said={**PASSPORT, **said})
    with acting_as(creator.user_id):
        for side in ("front", "selfie"):
            document = KycDocument(verification=check, side=side)
            keep_file(document, picture(side, form="WEBP").read())
            document.save(force_insert=True)


def a_check(name: str = "rita", **said: str) -> KycVerification:
    """Sent, and waiting."""
    creator = a_creator(name)
    a_draft(creator, **said)
    return submit(person=creator.user)


def an_approved_check(by: User, name: str = "rita", **said: str) -> KycVerification:
    check = a_check(name, **said)
    take(check_id=check.pk, by=by)
    return approve(check_id=check.pk, by=by)


def as_it_is(check: KycVerification) -> KycVerification:
    with acting_as_house():
        return KycVerification.objects.select_related("person", "reviewer").get(pk=check.pk)


def staff(name: str, at: Role = Role.SENIOR_MODERATOR, **fields: object) -> User:
    """Works at the desk, in the group that a migration made."""
    stands_as = STANDS_AS.get(at, User.Role.VIEWER)
    somebody = person(name, **{"is_staff": True, "role": stands_as, "date_of_birth": date(1985, 1, 1), **fields})
    somebody.groups.add(Group.objects.get(name=at))
    return somebody
