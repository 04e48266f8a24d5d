"""What economy does when something happened."""

from __future__ import annotations

from uuid import UUID

from accounts.events import CreatorJoined, Followed, PersonJoined
from economy.services.deeds import award_first_stage, award_follow
from economy.services.held_words import flag_held_words
from economy.services.telling import GIFT_TOPIC, HELD_TOPIC, TIP_TOPIC, tell_of_gift, tell_of_tip
from economy.services.welcome import welcome
from roastlive.lib.events import receives
from roastlive.lib.outbox import Message, handles


@receives(Followed)
def award_points_for_following(event: Followed) -> None:
    award_follow(follower_id=event.follower_id, creator_id=event.creator_id)


@receives(CreatorJoined)
def award_points_for_the_stage(event: CreatorJoined) -> None:
    award_first_stage(person_id=event.user_id)


@receives(PersonJoined)
def welcome_with_tokens(event: PersonJoined) -> None:
    welcome(person_id=event.user_id)


@handles(GIFT_TOPIC)
def ring_for_a_gift(message: Message) -> None:
    tell_of_gift(gift_id=UUID(message.payload["gift"]))


@handles(TIP_TOPIC)
def ring_for_a_tip(message: Message) -> None:
    tell_of_tip(tip_id=UUID(message.payload["tip"]))


@handles(HELD_TOPIC)
def ask_for_a_look(message: Message) -> None:
    flag_held_words(tip_id=UUID(message.payload["tip"]))
