"""/live/<stream>/: the page on which a room feels like one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.geo import country_of
from accounts.selectors import follow_of, has_blocked
from economy.selectors.gifts import tray as gifts_on_offer
from economy.selectors.trays import tray_for
from moderation.models import Act
from moderation.services.standing import sanctioned, standing_of
from moderation.subjects import subject_kinds
from roastlive.lib.access import public
from roastlive.lib.ids import uuid7
from streams.errors import FollowersOnly, SubscribersOnly, TicketNeeded
from streams.models import StreamReminder
from streams.selectors.browsing import more_to_watch
from streams.selectors.chat import keeps_order, waiting_lines, waiting_unbans
from streams.selectors.emotes import tray_of
from streams.selectors.polls import choice_of
from streams.selectors.room import room_state
from streams.selectors.streams import stream_known_to, stream_seen_by
from streams.services.chat.authors import colour_of
from streams.services.chat.commands import hints
from streams.views.doors import door

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.selectors import Visitor
    from streams.models import Stream

# In the order of the keys 1 to 6, cold to hot.
REACTIONS = (
    ("boo", "boo", _("Boo")),
    ("shocked", "shocked", _("Shocked")),
    ("applause", "applause", _("Applause")),
    ("laugh", "laugh", _("Laugh")),
    ("love", "heart", _("Love")),
    ("fire", "flame", _("Fire")),
)
# Stands in addresses until scripts know what they are about.
BLANK = UUID(int=0)


@public
@require_safe
def watch(request: HttpRequest, stream: UUID) -> HttpResponse:
    visitor, country = request.user, country_of(request)
    try:
        show = stream_seen_by(stream_id=stream, visitor=visitor, country=country)
    except (FollowersOnly, SubscribersOnly, TicketNeeded) as refusal:
        return door(request, stream_known_to(stream_id=stream, visitor=visitor, country=country), refusal)
    room = room_state(show.pk)
    me = _facts(visitor, show, room)
    reportable = {kind.kind for kind in subject_kinds()}
    context = {
        "stream": show,
        "profile": show.creator,
        "room": room,
        "me": me,
        "goals": [{**goal, "key": str(uuid7())} for goal in room.get("goals", {}).get("items", [])],
        "reactions": [
            {"kind": kind, "icon": icon, "label": label, "count": room.get("counts", {}).get(kind, 0)}
            for kind, icon, label in REACTIONS
        ],
        "is_own": me["is_creator"],
        "is_blocked": has_blocked(blocker=visitor, blocked_id=show.creator.user_id),
        "follow": follow_of(visitor=visitor, profile=show.creator),
        "tray": tray_for(creator=show.creator, visitor=visitor),
        "desk": [*waiting_lines(show), *waiting_unbans(show)] if me["may_moderate"] else [],
        "is_reminded": visitor.is_authenticated and StreamReminder.objects.filter(stream=show, person=visitor).exists(),
        "more": more_to_watch(show, visitor=visitor, country=country) if show.is_over else [],
        "can_report": "stream" in reportable,
        "can_report_lines": "message" in reportable,
        "blank_id": BLANK,
    }
    return render(request, "streams/room/page.html", context)


def _facts(visitor: Visitor, show: Stream, room: dict[str, Any]) -> dict[str, Any]:
    """What scripts know of whoever looks. The snapshot of the room is the same for all, and says nothing of it."""
    gifts = {gift.slug: str(gift.label) for gift in gifts_on_offer()}
    if not visitor.is_authenticated:
        return {"id": None, "may_moderate": False, "is_creator": False, "gifts": gifts}
    orders = keeps_order(visitor, show)
    held = standing_of(visitor.pk, show.creator_id).kept_from(Act.SPEAK)
    poll = room.get("poll", {}).get("poll")
    choice = choice_of(poll_id=UUID(poll["id"]), person_id=visitor.pk) if poll else None
    return {
        "id": str(visitor.pk),
        "name": visitor.username,
        "colour": colour_of(visitor.pk),
        "is_creator": show.creator.user_id == visitor.pk,
        "may_moderate": orders,
        "role": "creator" if show.creator.user_id == visitor.pk else "moderator" if orders else "viewer",
        "vote": str(choice) if choice else None,
        "kept_from": {"words": str(sanctioned(held)), "until": held.ends_at} if held else None,
        "emotes": tray_of(show.creator_id),
        "sprite": static("streams/emotes.svg"),
        "commands": hints() if orders else [],
        "gifts": gifts,
    }
