"""Talking in these tests."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import Any

from channels.db import database_sync_to_async

from accounts.models import User
from accounts.tests.cast import logged_in
from accounts.tests.ensemble import a_person
from moderation.models import ChannelDelegate
from moderation.services.settings import change_settings
from roastlive.testing.sockets import Browser, cookies_of
from streams.models import Stream, StreamStats
from streams.selectors.chat import last_lines
from streams.services.chat.saying import say_line
from streams.tests.stage import a_live_show


def a_room(**modes: Any) -> Stream:
    """Rita's, live, with these modes."""
    show = a_live_show()
    StreamStats.objects.get_or_create(stream=show)
    if modes:
        change_settings(channel=show.creator, **modes)
    return show


def a_moderator(show: Stream, name: str = "greta") -> User:
    person = a_person(name)
    ChannelDelegate.objects.create(channel=show.creator, person=person, may_moderate=True)
    return person


def said(show: Stream, person: User, text: str, **more: Any) -> dict[str, Any]:
    return say_line(stream=show, person=person, text=text, **more)["message"]


def seen(show: Stream) -> list[str]:
    """What a newcomer reads."""
    return [line["text"] for line in last_lines(show)]


@asynccontextmanager
async def in_room(show: Stream, person: User | None = None):
    client = await database_sync_to_async(logged_in)(person) if person else None
    async with Browser(f"/ws/live/{show.pk}/", cookies=cookies_of(client) if client else None) as browser:
        # The room's, and their own.
        for _snapshot in range(2 if person else 1):
            await browser.hear_until("snapshot")
        yield browser


async def hears(browser: Browser, fits) -> dict[str, Any]:
    """The next frame that fits."""
    while True:
        frame = await browser.hear()
        if fits(frame):
            return frame


async def hears_part(browser: Browser, part: str) -> Any:
    frame = await hears(browser, lambda frame: part in frame and frame["t"] == "tick")
    return frame[part]
