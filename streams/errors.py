"""What can go wrong around a stream, in words for the person it happens to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from roastlive.lib.errors import Conflict, Forbidden, NotFound


class StreamNotFound(NotFound):
    code = "stream_not_found"
    detail = _("There is no such stream, or it is not for you.")


# --- The door --------------------------------------------------------------------------------------------------------
class FollowersOnly(Forbidden):
    code = "followers_only"
    detail = _("This show is for followers. Follow, and the door opens.")


class SubscribersOnly(Forbidden):
    code = "subscribers_only"
    detail = _("This show is for subscribers.")


class TicketNeeded(Forbidden):
    code = "ticket_needed"
    detail = _("This show takes a ticket.")


# --- The life of a stream --------------------------------------------------------------------------------------------
class NotScheduled(Conflict):
    code = "not_scheduled"
    detail = _("This show has begun already, or it is over.")


class NotLive(Conflict):
    code = "not_live"
    detail = _("This show is not live.")


class LiveAlready(Conflict):
    code = "live_already"
    detail = _("You are live already. One stage at a time.")
