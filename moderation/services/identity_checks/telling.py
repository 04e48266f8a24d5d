"""What the person is told about their check."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.urls import reverse_lazy
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.emails import Letter, send_letter
from accounts.models import User
from accounts.selectors import settings_of
from accounts.services.notifying import notify
from moderation.models import KycVerification
from moderation.notifications import IDENTITY_CHECK
from roastlive.lib import outbox

PAGE = reverse_lazy("moderation:identity")
TOO_YOUNG_TOPIC = "moderation.too_young_letter"

# Written out in the language of whoever reads it.
day_of = lazy(lambda moment: date_format(moment, "DATE_FORMAT"), str)


def tell_approved(check: KycVerification) -> None:
    notify(
        recipient=check.person,
        type=IDENTITY_CHECK,
        title=_("Your identity is proven"),
        message=format_lazy(
            _("It counts until {day}. Nothing stands between you and your payouts on our side."),
            day=day_of(check.expires_at),
        ),
        link=str(PAGE),
        key=f"{check.pk}:approved",
    )


def tell_rejected(check: KycVerification) -> None:
    reason = KycVerification.Refusal(check.refusal).label
    notify(
        recipient=check.person,
        type=IDENTITY_CHECK,
        title=_("Your identity check was sent back"),
        message=format_lazy("{reason} {note}", reason=reason, note=check.note),
        link=str(PAGE),
        key=f"{check.pk}:rejected",
    )


def tell_ending(check: KycVerification) -> None:
    notify(
        recipient=check.person,
        type=IDENTITY_CHECK,
        title=format_lazy(_("Your identity check ends on {day}"), day=day_of(check.expires_at)),
        message=_("Prove yourself again before that, and payouts go on as they do now."),
        link=str(PAGE),
        key=f"{check.pk}:ending",
    )


def tell_expired(check: KycVerification) -> None:
    notify(
        recipient=check.person,
        type=IDENTITY_CHECK,
        title=_("Your identity check has ended"),
        message=_("Payouts wait until you prove yourself again. It takes five minutes and a document."),
        link=str(PAGE),
        key=f"{check.pk}:expired",
    )


def order_letter_to_the_young(person: User) -> None:
    """Whoever is shut out sees no page and no bell any more."""
    outbox.enqueue(topic=TOO_YOUNG_TOPIC, payload={"person": str(person.pk)})


def write_to_the_young(*, person_id: UUID) -> None:
    person = User.objects.filter(pk=person_id).first()
    if person is None:
        return
    letter = Letter(
        subject=_("Your account is closed"),
        paragraphs=[
            format_lazy(
                _("The document you sent us says that you are younger than {age}, from which on people may be here."),
                age=settings.MINIMUM_AGE,
            ),
            _("It is nothing you did on stage. Come back when you are old enough; we would like that."),
        ],
        after=[_("If the document was read wrongly, answer this letter and somebody looks again.")],
    )
    send_letter(letter, to=person.email, language=settings_of(person).language)
