"""Giving for goals and voting, from the page that is open. One hop to a thread each; services decide."""

from __future__ import annotations

from typing import Any, cast

from channels.db import database_sync_to_async

from accounts.models import User
from roastlive.lib.access import signed_in
from roastlive.lib.limits import require
from roastlive.lib.realtime import Rate, Visitor, receives
from streams.messages import ChipIn, Vote
from streams.selectors.goals import goal_as_shown
from streams.services.goals import chip_in
from streams.services.polls import vote


class Crowd:
    """For `StreamSocket`."""

    visitor: Visitor

    @property
    def country(self) -> str:
        raise NotImplementedError

    @receives(ChipIn, access=signed_in, rate=Rate(60, 60))
    async def chip_in(self, message: ChipIn) -> dict[str, Any]:
        return await database_sync_to_async(self._chip_in)(message)

    @receives(Vote, access=signed_in, rate=Rate(20, 10))
    async def vote(self, message: Vote) -> None:
        await database_sync_to_async(self._vote)(message)

    def _chip_in(self, message: ChipIn) -> dict[str, Any]:
        person = self._person()
        require(("gifts", person.pk))
        given = chip_in(
            goal_id=message.goal, person=person, amount=message.amount, key=message.key, country=self.country
        )
        return {"goal": goal_as_shown(given.goal), "balance": given.balance}

    def _vote(self, message: Vote) -> None:
        vote(poll_id=message.poll, choice_id=message.choice, person=self._person(), country=self.country)

    def _person(self) -> User:
        return cast("User", self.visitor.user)
