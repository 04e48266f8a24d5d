"""What can go wrong around a stream, in words for the person it happens to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from roastlive.lib.errors import Conflict, Forbidden, Invalid, Limited, NotFound


class StreamNotFound(NotFound):
    code = "stream_not_found"
    detail = _("There is no such stream, or it is not for you.")


# --- The door --------------------------------------------------------------------------------------------------------
class FollowersOnly(Forbidden):
    code = "followers_only"
    detail = _("This is for followers. Follow, and the door opens.")


class SubscribersOnly(Forbidden):
    code = "subscribers_only"
    detail = _("This is for subscribers.")


class TicketNeeded(Forbidden):
    code = "ticket_needed"
    detail = _("This show takes a ticket.")


class NoStreamKey(NotFound):
    code = "no_stream_key"
    detail = _("There is no stream key yet. Make one.")


class PassRefused(Forbidden):
    code = "pass_refused"
    detail = _("This pass is not good, or no longer. Ask for another.")


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


class TooManyAnnounced(Conflict):
    code = "too_many_announced"
    detail = _("Fifty shows ahead must be enough. Cancel one of them first.")


class SoldAlready(Conflict):
    code = "sold_already"
    detail = _("Seats are sold. Who may watch and what it costs stays as it is.")


class OwnShow(Conflict):
    code = "own_show"
    detail = _("It is your show. You are in already.")


class SeatTaken(Conflict):
    code = "seat_taken"
    detail = _("You have a seat already.")


class NoTickets(Conflict):
    code = "no_tickets"
    detail = _("This show takes no tickets.")


# --- Goals and polls ---------------------------------------------------------------------------------------------------
class StreamOver(Conflict):
    code = "stream_over"
    detail = _("This show is over.")


class GoalNotFound(NotFound):
    code = "goal_not_found"
    detail = _("There is no such goal.")


class TooManyGoals(Conflict):
    code = "too_many_goals"
    detail = _("Three goals at a time. Do one of them first, or give it back.")


class GoalClosed(Conflict):
    code = "goal_closed"
    detail = _("This goal takes nothing any more.")


class GoalNearlyFull(Conflict):
    code = "goal_nearly_full"
    detail = _("Only %(left)s more are missing. Nothing was taken.")


class GoalNotReached(Conflict):
    code = "goal_not_reached"
    detail = _("Not enough has come together yet.")


class PollNotFound(NotFound):
    code = "poll_not_found"
    detail = _("There is no such poll.")


class ChoiceNotFound(Invalid):
    code = "choice_not_found"
    detail = _("That is none of the answers.")


class PollOpenAlready(Conflict):
    code = "poll_open_already"
    detail = _("There is a poll already. Close it first.")


class PollClosed(Conflict):
    code = "poll_closed"
    detail = _("This poll is closed.")


class AlreadyVoted(Conflict):
    code = "already_voted"
    detail = _("You have voted already.")


class WordsRefused(Invalid):
    code = "words_refused"
    detail = _("These words stay here: %(why)s.")


# --- Chat --------------------------------------------------------------------------------------------------------------
class ChatClosed(Conflict):
    code = "chat_closed"
    detail = _("The chat is closed.")


class ChatSlow(Limited):
    code = "chat_slow"
    detail = _("Slow mode: one line at a time. Yours is next in a moment.")


class FollowingTooShort(Forbidden):
    code = "followers_only"
    detail = _("Whoever writes here has been following for %(minutes)s minutes. Soon you have, too.")


class EmotesOnly(Forbidden):
    code = "emotes_only"
    detail = _("Emotes only, just now.")


class NotUnique(Conflict):
    code = "not_unique"
    detail = _("Somebody said that already. Say something new.")


class MessageRefused(Invalid):
    code = "message_refused"
    detail = _("This line stays here: %(why)s.")


class MessageNotFound(NotFound):
    code = "message_not_found"
    detail = _("This line is gone.")


class HeldNotFound(NotFound):
    code = "held_not_found"
    detail = _("There is no such line waiting.")


class HeldDecided(Conflict):
    code = "held_decided"
    detail = _("Somebody has decided that already.")


class UnknownCommand(Invalid):
    code = "unknown_command"
    detail = _("There is no command like that. Begin with // to say it as a line.")


class BadCommand(Invalid):
    code = "bad_command"
    detail = _("It goes like this: %(usage)s")


class NobodyCalled(NotFound):
    code = "nobody_called"
    detail = _("Nobody here is called %(name)s.")


class NotShutOut(Conflict):
    code = "not_shut_out"
    detail = _("They may write here.")


class UnbanNotFound(NotFound):
    code = "unban_not_found"
    detail = _("Nobody asks that.")


class UnbanDecided(Conflict):
    code = "unban_decided"
    detail = _("That is decided already.")


class EmoteNotFound(NotFound):
    code = "emote_not_found"
    detail = _("There is no such emote.")


class TooManyEmotes(Conflict):
    code = "too_many_emotes"
    detail = _("Fifty emotes are a language already. Take one away first.")
