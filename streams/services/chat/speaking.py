"""What somebody typed, from a page or the API: a line, or a command."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from accounts.models import User
from streams.models import Stream
from streams.services.chat.commands import is_command, run_command
from streams.services.chat.saying import say_line


def speak(
    *, stream: Stream, person: User, text: str, reply: UUID | None = None, key: UUID | None = None
) -> dict[str, Any]:
    """`message`, `held`, or what a command has `done`. Raises what `weigh` and `run_command` raise."""
    if is_command(text):
        return {"done": run_command(stream=stream, by=person, text=text)}
    return say_line(stream=stream, person=person, text=text, reply=reply, key=key)
