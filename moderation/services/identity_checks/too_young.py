"""When a document shows that somebody is younger than the house lets people be."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from accounts.services.doors import shut_out
from moderation.errors import NotYourColleague
from moderation.events import IdentityExpired
from moderation.models import KycVerification
from moderation.services import audit
from moderation.services.identity_checks.telling import order_letter_to_the_young
from roastlive.lib.events import announce


def shut_out_the_young(*, check: KycVerification, by: User) -> None:
    """They may no longer log in, whatever was proven before counts no more, and a letter says why.

    In the transaction of the rejection. Raises NotYourColleague: of staff only a superuser disposes.
    """
    person = check.person
    if (person.is_staff or person.is_superuser) and not by.is_superuser:
        raise NotYourColleague
    earlier = KycVerification.objects.filter(person=person, status=KycVerification.Status.APPROVED)
    if earlier.update(status=KycVerification.Status.EXPIRED, updated_at=timezone.now()):
        announce(IdentityExpired(check_id=check.pk, person_id=person.pk))
    shut_out(user=person)
    audit.note(
        actor=by,
        act="person.shut_out",
        subject=f"person:{person.pk}",
        reason=gettext("A document shows that they are too young for this house."),
    )
    order_letter_to_the_young(person)
