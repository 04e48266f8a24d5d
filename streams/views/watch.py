"""/live/<stream>/: the page on which a room feels like one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.geo import country_of
from accounts.selectors import follow_of
from economy.selectors.trays import tray_for
from moderation.models import Act
from moderation.models.settings import DELAYS
from moderation.services.standing import standing_of
from roastlive.lib.access import public
from streams.errors import FollowersOnly, SubscribersOnly, TicketNeeded
from streams.models import StreamReminder
from streams.selectors.browsing import more_to_watch
from streams.selectors.chat import keeps_order, waiting_lines, waiting_unbans
from streams.selectors.emotes import tray_of
from streams.selectors.room import room_state
from streams.selectors.streams import stream_known_to, stream_seen_by
from streams.services.chat.commands import hints
from streams.views.doors import door

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@require_safe
def watch(request: HttpRequest, stream: UUID) -> HttpResponse:
    country = country_of(request)
    try:
        show = stream_seen_by(stream_id=stream, visitor=request.user, country=country)
    except (FollowersOnly, SubscribersOnly, TicketNeeded) as refusal:
        return door(request, stream_known_to(stream_id=stream, visitor=request.user, country=country), refusal)
    visitor = request.user
    orders = keeps_order(visitor, show)
    held = None
    if visitor.is_authenticated:
        held = standing_of(visitor.pk, show.creator_id).kept_from(Act.SPEAK)
    context = {
        "show": show,
        "profile": show.creator,
        "is_own": visitor.is_authenticated and show.creator.user_id == visitor.pk,
        "follow": follow_of(visitor=visitor, profile=show.creator),
        "room": room_state(show.pk),
        "tray": tray_for(creator=show.creator, visitor=visitor),
        "keeps_order": orders,
        "desk": [*waiting_lines(show), *waiting_unbans(show)] if orders else [],
        "hints": hints() if orders else [],
        "emotes": tray_of(show.creator_id),
        "emote_sprite": static("streams/emotes.svg"),
        "silenced": held,
        "is_reminded": visitor.is_authenticated and StreamReminder.objects.filter(stream=show, person=visitor).exists(),
        "more": more_to_watch(show, visitor=visitor, country=country) if show.is_over else [],
    }
    return render(request, "streams/watch.html", context | FACE)


# In the order of the keys 1 to 6, with the icons that stand for them.
REACTIONS = [
    {"kind": "boo", "icon": "boo", "label": _("Boo")},
    {"kind": "shocked", "icon": "shocked", "label": _("Shocked")},
    {"kind": "applause", "icon": "applause", "label": _("Applause")},
    {"kind": "laugh", "icon": "laugh", "label": _("Laugh")},
    {"kind": "love", "icon": "heart", "label": _("Love")},
    {"kind": "fire", "icon": "flame", "label": _("Fire")},
]
FACE = {
    "reactions": REACTIONS,
    "mode_switches": [
        ("followers", _("Followers")),
        ("subscribers", _("Subscribers")),
        ("emotes", _("Emotes only")),
        ("unique", _("Nothing twice")),
    ],
    "slow_choices": [0, 3, 5, 10, 30, 60, 120],
    "delay_choices": DELAYS,
}
