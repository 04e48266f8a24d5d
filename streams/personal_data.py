"""What streams keep about somebody: told to them when they ask, and what becomes of it when they leave."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import keeps_nothing_personal, register_personal_data
from streams.models import (
    ChatRoom,
    Emote,
    GoalContribution,
    HeldMessage,
    PollVote,
    Reaction,
    Stream,
    StreamKey,
    StreamReminder,
    StreamTicket,
    StreamViewer,
    UnbanRequest,
)
from streams.services import crowd_data, emotes, stream_keys, watching_data

# --- Goals and polls ---------------------------------------------------------------------------------------------------
register_personal_data(
    name="streams.contributions",
    label=_("What you gave for goals"),
    models=(GoalContribution,),
    export=crowd_data.tell_contributions,
    spreadsheet=True,
    stays=_("That tokens moved, and for what: books must balance. It stands there under a name that is nobody's."),
)
register_personal_data(
    name="streams.votes",
    label=_("Your votes"),
    models=(PollVote,),
    export=crowd_data.tell_votes,
    erase=crowd_data.forget_votes,
)

# --- Shows, seats and watching ----------------------------------------------------------------------------------------
register_personal_data(
    name="streams.shows",
    label=_("Your shows"),
    models=(Stream,),
    export=watching_data.tell_shows,
    erase=watching_data.forget_shows,
    spreadsheet=True,
    stays=_("When there was a show, and how it was counted. Its words and pictures go."),
)
register_personal_data(
    name="streams.tickets",
    label=_("Your tickets"),
    models=(StreamTicket,),
    export=watching_data.tell_tickets,
    spreadsheet=True,
    stays=_("That tokens moved, and for what: books must balance. It stands there under a name that is nobody's."),
)
register_personal_data(
    name="streams.key",
    label=_("Your stream key"),
    models=(StreamKey,),
    export=stream_keys.tell_key,
    erase=stream_keys.forget_key,
)
register_personal_data(
    name="streams.reminders",
    label=_("Shows you wanted to be told of"),
    models=(StreamReminder,),
    export=watching_data.tell_reminders,
    erase=watching_data.forget_reminders,
)
register_personal_data(
    name="streams.watched",
    label=_("What you watched"),
    models=(StreamViewer,),
    export=watching_data.tell_watched,
    erase=watching_data.forget_watched,
    spreadsheet=True,
    stays=_("That somebody watched, as a number of nobody's."),
)
register_personal_data(
    name="streams.reactions",
    label=_("Your reactions"),
    models=(Reaction,),
    export=watching_data.tell_reactions,
    stays=_("How often and how: the meter follows from it. It stands there under a name that is nobody's."),
)
register_personal_data(
    name="streams.held",
    label=_("Lines of yours that were held"),
    models=(HeldMessage,),
    export=watching_data.tell_held,
    erase=watching_data.forget_held,
)
register_personal_data(
    name="streams.unban_requests",
    label=_("Where you asked to come back"),
    models=(UnbanRequest,),
    export=watching_data.tell_unban_requests,
    erase=watching_data.forget_unban_requests,
)
register_personal_data(
    name="streams.emotes",
    label=_("Emotes of your chat"),
    models=(Emote,),
    export=emotes.tell_emotes,
    erase=emotes.forget_emotes,
)
keeps_nothing_personal(ChatRoom, "it names who raised a channel's shield, until it is down again or they leave")
