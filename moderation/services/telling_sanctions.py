"""What somebody is told about their sanctions and appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.services.notifying import notify
from moderation.models import Appeal, UserSanction
from moderation.notifications import APPEAL_ANSWERED, SANCTION_LIFTED, SANCTION_OVER, SANCTIONED, SHUT_OUT
from moderation.wording import until_in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Kind = UserSanction.Kind

IN_THE_HOUSE: dict[str, StrOrPromise] = {
    Kind.WARNING: _("This is a warning"),
    Kind.MUTE: _("You are muted"),
    Kind.TIMEOUT: _("You are timed out"),
    Kind.SUSPENSION: _("You are suspended"),
    Kind.BAN: _("You are banned"),
}
IN_A_CHANNEL: dict[str, StrOrPromise] = {
    Kind.WARNING: _("{channel} warns you"),
    Kind.MUTE: _("{channel} has muted you"),
    Kind.TIMEOUT: _("{channel} has timed you out"),
    Kind.SUSPENSION: _("{channel} has suspended you"),
    Kind.BAN: _("{channel} has banned you"),
}


def headline(row: UserSanction) -> StrOrPromise:
    """What happened, as one says it to the person."""
    if row.is_on_platform:
        return IN_THE_HOUSE[row.kind]
    name = row.channel.stage_name if row.channel else _("A channel that is gone")
    return format_lazy(IN_A_CHANNEL[row.kind], channel=name)


def tell_of_sanction(row: UserSanction) -> None:
    is_shut_out = row.is_on_platform and row.kind in {Kind.SUSPENSION, Kind.BAN}
    message: StrOrPromise = lazystr(row.reason)
    if row.kind != Kind.WARNING:
        message = format_lazy("{until}: {reason}", until=until_in_words(row.ends_at), reason=row.reason)
    notify(
        recipient=row.person,
        type=SHUT_OUT if is_shut_out else SANCTIONED,
        title=headline(row),
        message=message,
        link=reverse("moderation:standing"),
        key=str(row.pk),
    )


def tell_of_lift(row: UserSanction) -> None:
    notify(
        recipient=row.person,
        type=SANCTION_LIFTED,
        title=_("It is lifted"),
        message=format_lazy(_("{what} no longer holds. {reason}"), what=row.get_kind_display(), reason=row.lift_reason),
        link=reverse("moderation:standing"),
        key=str(row.pk),
    )


def tell_of_end(row: UserSanction) -> None:
    notify(
        recipient=row.person,
        type=SANCTION_OVER,
        title=_("It is over"),
        message=_("Your time out is done. The stage is as open to you as before."),
        link=reverse("moderation:standing"),
        key=str(row.pk),
    )


def tell_of_answer(appeal: Appeal) -> None:
    is_granted = appeal.status == Appeal.Status.UPHELD
    notify(
        recipient=appeal.person,
        type=APPEAL_ANSWERED,
        title=_("Your appeal was granted") if is_granted else _("Your appeal was turned down"),
        message=appeal.answer,
        link=reverse("moderation:standing"),
        key=str(appeal.pk),
    )
