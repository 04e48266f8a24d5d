"""What happened on the stage."""

from __future__ import annotations

from uuid import UUID

from roastlive.lib.events import Event


class StreamScheduled(Event):
    stream_id: UUID
    creator_id: UUID


class StreamStarted(Event):
    stream_id: UUID
    creator_id: UUID


class StreamEnded(Event):
    stream_id: UUID
    creator_id: UUID


class StreamCancelled(Event):
    stream_id: UUID
    creator_id: UUID


class GoalReached(Event):
    """Enough has come together; now the creator has to do it."""

    goal_id: UUID
    stream_id: UUID
    creator_id: UUID


class GoalDone(Event):
    goal_id: UUID
    stream_id: UUID
    creator_id: UUID


class MilestoneReached(Event):
    stream_id: UUID
    kind: str
    threshold: int
