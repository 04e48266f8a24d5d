"""What a page says in the chat of a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from channels.db import database_sync_to_async

from roastlive.lib.access import signed_in
from roastlive.lib.realtime import Rate, RoomConsumer, receives
from streams.messages import AnswerUnban, Ban, Chat, Held, Mode, Pin, Remove, Shield, Timeout, Unban
from streams.selectors.streams import stream_to_act_in
from streams.services.chat.commands import is_command, run_command
from streams.services.chat.holding import decide_held
from streams.services.chat.modes import change_mode
from streams.services.chat.pinning import pin
from streams.services.chat.removing import ban, remove_line, time_out, unban
from streams.services.chat.saying import say
from streams.services.chat.shield import set_shield
from streams.services.chat.unbans import answer_unban

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Answer = Mapping[str, Any] | None


class ChatTalk(RoomConsumer):
    """Mixed into the socket of a stream's room."""

    access = signed_in

    @property
    def stream_id(self) -> UUID:
        raise NotImplementedError

    # Beside these there are the limits of the house, which count a person and not a socket.
    @receives(Chat, access=signed_in, rate=Rate(100, 30))
    async def chat(self, message: Chat) -> Answer:
        if is_command(message.text):
            return {"done": await self._act(run_command, text=message.text)}
        return await say(
            stream_id=self.stream_id, person=self._me(), text=message.text, reply=message.reply, key=message.key
        )

    @receives(Remove, access=signed_in, rate=Rate(60, 30))
    async def remove(self, message: Remove) -> Answer:
        return await self._act(remove_line, message_id=message.message)

    @receives(Timeout, access=signed_in, rate=Rate(30, 30))
    async def timeout(self, message: Timeout) -> Answer:
        return await self._act(time_out, person_id=message.person, seconds=message.seconds, reason=message.reason)

    @receives(Ban, access=signed_in, rate=Rate(30, 30))
    async def ban(self, message: Ban) -> Answer:
        return await self._act(ban, person_id=message.person, reason=message.reason)

    @receives(Unban, access=signed_in, rate=Rate(30, 30))
    async def unban(self, message: Unban) -> Answer:
        return await self._act(unban, person_id=message.person)

    @receives(Pin, access=signed_in, rate=Rate(20, 30))
    async def pin(self, message: Pin) -> Answer:
        return await self._act(pin, message_id=message.message)

    @receives(Held, access=signed_in, rate=Rate(120, 30))
    async def held(self, message: Held) -> Answer:
        await database_sync_to_async(decide_held)(held_id=message.held, by=self._me(), approve=message.approve)
        return None

    @receives(AnswerUnban, access=signed_in, rate=Rate(60, 30))
    async def answer(self, message: AnswerUnban) -> Answer:
        await database_sync_to_async(answer_unban)(request_id=message.request, by=self._me(), grant=message.grant)
        return None

    @receives(Mode, access=signed_in, rate=Rate(30, 30))
    async def mode(self, message: Mode) -> Answer:
        return await self._act(change_mode, name=message.name, value=message.value)

    @receives(Shield, access=signed_in, rate=Rate(10, 30))
    async def shield(self, message: Shield) -> Answer:
        return await self._act(set_shield, on=message.on)

    async def _act(self, service: Callable[..., Any], **wishes: Any) -> Any:
        """In the thread of the database. What a service returns is for commands; others need no more than the ack."""

        def act() -> Any:
            return service(stream=stream_to_act_in(self.stream_id), by=self._me(), **wishes)

        done = await database_sync_to_async(act)()
        return done if isinstance(done, str) else None

    def _me(self) -> Any:
        return self.visitor.user
