"""What happens to people, for the apps above."""

from __future__ import annotations

from uuid import UUID

from roastlive.lib.events import Event


class CreatorJoined(Event):
    """A viewer has become a creator."""

    user_id: UUID
    creator_id: UUID


class Followed(Event):
    follower_id: UUID
    creator_id: UUID


class Unfollowed(Event):
    follower_id: UUID
    creator_id: UUID


class PersonBlocked(Event):
    blocker_id: UUID
    blocked_id: UUID


class PersonUnblocked(Event):
    blocker_id: UUID
    blocked_id: UUID


class CreatorVerified(Event):
    creator_id: UUID


class PersonJoined(Event):
    """Somebody has proven their email address: from now on there is an account."""

    durable = True
    user_id: UUID


class PersonErased(Event):
    """Somebody is nobody any more. What is kept of them goes part by part; `accounts.personal_data` is the place for that.

    For what is more than forgetting: a queue they stood in, a payout that waits.
    """

    durable = True
    user_id: UUID


class SessionOpened(Event):
    """A device has come in."""

    session_id: UUID
    user_id: UUID


class SessionEnded(Event):
    """A device is logged out. `key_hash` is the SHA-256 of a browser's session key, "" for a program."""

    session_id: UUID
    user_id: UUID
    key_hash: str
    ending: str
