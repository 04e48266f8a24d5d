from streams.models.audience import StreamReminder, StreamTicket, StreamViewer
from streams.models.chat import ChatRoom, Emote, HeldMessage, UnbanRequest
from streams.models.goals import ChallengeGoal, GoalContribution
from streams.models.keys import StreamKey
from streams.models.moments import HypeStreak, Milestone
from streams.models.polls import Poll, PollChoice, PollVote
from streams.models.reactions import MeterPeak, MeterReading, Reaction, ReactionKind, StreamStats
from streams.models.streams import Category, Stream

__all__ = [
    "Category",
    "ChallengeGoal",
    "ChatRoom",
    "Emote",
    "GoalContribution",
    "HeldMessage",
    "HypeStreak",
    "MeterPeak",
    "MeterReading",
    "Milestone",
    "Poll",
    "PollChoice",
    "PollVote",
    "Reaction",
    "ReactionKind",
    "Stream",
    "StreamKey",
    "StreamReminder",
    "StreamStats",
    "StreamTicket",
    "StreamViewer",
    "UnbanRequest",
]
