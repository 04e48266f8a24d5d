"""A person's own socket: who has one, what it brings, and when it ends."""

from __future__ import annotations

from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from accounts.notifications import VERIFIED
from accounts.services.notifying import notify
from accounts.tests.cast import PASSWORD, logged_in, person, with_second_factor
from roastlive.lib.realtime import hub as hubs
from roastlive.lib.redis_clients import redis_client
from roastlive.testing.sockets import Browser, cookies_of, until

pytestmark = pytest.mark.django_db(transaction=True)

MINE = "/ws/me/"
SIGNED_OUT = {"t": "bye", "code": "signed_out"}


@pytest.fixture
def dora() -> User:
    return person("dora")


@pytest.fixture
def doras_browser(dora: User) -> Client:
    return logged_in(dora)


@pytest.fixture
def impatient(monkeypatch, settings):
    """Half a minute passes in no time."""
    monkeypatch.setattr(hubs, "LOOK_EVERY", 0.01)
    settings.REALTIME = {"recheck_seconds": 0.02}


async def in_thread(work: Any, *arguments: Any, **named: Any) -> Any:
    """In the one thread in which sockets do their database work, and whose connection the test's end closes."""
    return await database_sync_to_async(work)(*arguments, **named)


async def test_a_stranger_has_none():
    async with Browser(MINE) as stranger:
        assert await stranger.hear() == {"t": "bye", "code": "not_signed_in"}
        assert await stranger.hear_closed() == 4401


@pytest.mark.parametrize("cookie", ["", "x", "nobody" * 6, "nul\0" * 8, "ü" * 32, "'; DROP TABLE" * 3])
async def test_an_invented_session_is_nobodys(cookie: str):
    async with Browser(MINE, cookies={"sessionid": cookie}) as stranger:
        assert await stranger.hear() == {"t": "bye", "code": "not_signed_in"}


async def test_what_is_for_a_person_reaches_all_their_pages_and_no_other(dora: User, doras_browser: Client):
    eve = await in_thread(person, "eve")
    eves_browser = await in_thread(logged_in, eve)
    cookies = cookies_of(doras_browser)
    async with (
        Browser(MINE, cookies=cookies) as page,
        Browser(MINE, cookies=cookies) as other_page,
        Browser(MINE, cookies=cookies_of(eves_browser)) as eves,
    ):
        for peer in (page, other_page, eves):
            first = await peer.hear()
            assert (first["t"], first["seq"], first["room"], first["unread"]) == ("snapshot", 0, "me", 0)
        await in_thread(notify, recipient=dora, type=VERIFIED, title="Welcome")
        for peer in (page, other_page):
            tick = await peer.hear()
            assert (tick["t"], tick["room"], tick["notifications"][0]["title"]) == ("tick", "me", "Welcome")
        assert await eves.answer_to(t="ping") == {"t": "pong"}
        assert eves.outgoing.empty()


async def test_logging_out_ends_the_sockets_of_that_session_alone(dora: User, doras_browser: Client):
    phone = await in_thread(logged_in, dora)
    async with (
        Browser(MINE, cookies=cookies_of(doras_browser)) as here,
        Browser(MINE, cookies=cookies_of(phone)) as there,
    ):
        await here.hear()
        await there.hear()
        await in_thread(doras_browser.post, "/logout/")
        assert await here.hear_until("bye") == SIGNED_OUT
        assert await here.hear_closed() == 4401
        assert await there.answer_to(t="ping") == {"t": "pong"}


async def test_a_session_that_vanished_is_noticed_within_the_half_minute(impatient, doras_browser: Client):
    async with Browser(MINE, cookies=cookies_of(doras_browser)) as page:
        await page.hear()
        await in_thread(_forget_all_sessions)
        assert await page.hear_until("bye") == SIGNED_OUT


def _forget_all_sessions() -> None:
    Session.objects.all().delete()
    redis_client().flushdb()


async def test_who_may_not_log_in_any_more_is_noticed(impatient, dora: User, doras_browser: Client):
    async with Browser(MINE, cookies=cookies_of(doras_browser)) as page:
        await page.hear()
        await in_thread(User.objects.filter(pk=dora.pk).update, is_active=False)
        assert await page.hear_until("bye") == SIGNED_OUT


async def test_who_stays_logged_in_stays(impatient, doras_browser: Client):
    async with Browser(MINE, cookies=cookies_of(doras_browser)) as page:
        await page.hear()
        [socket] = hubs.Hub.here()._sockets
        for _ in range(3):
            due = socket.recheck_at
            await until(lambda due=due: socket.recheck_at > due)
        assert await page.answer_to(t="ping") == {"t": "pong"}


async def test_half_a_log_in_is_nobody(dora: User):
    await in_thread(with_second_factor, dora)
    client = Client()
    await in_thread(client.post, "/login/", {"email": dora.email, "password": PASSWORD})
    async with Browser(MINE, cookies=cookies_of(client)) as half:
        assert await half.hear() == {"t": "bye", "code": "not_signed_in"}


async def test_one_person_opens_only_so_many(settings, doras_browser: Client):
    settings.REALTIME = {"sockets_per_person": 1}
    cookies = cookies_of(doras_browser)
    async with Browser(MINE, cookies=cookies) as first:
        await first.hear()
        async with Browser(MINE, cookies=cookies) as second:
            assert await second.hear() == {"t": "bye", "code": "too_many_sockets"}
            assert await second.hear_closed() == 4429
    async with Browser(MINE, cookies=cookies) as later:
        assert (await later.hear())["t"] == "snapshot"


async def test_a_foreign_page_gets_no_socket_with_our_cookies(doras_browser: Client):
    async with Browser(MINE, cookies=cookies_of(doras_browser), origin="https://evil.example") as hijacker:
        assert await hijacker.event() == {"type": "websocket.close"}


async def test_a_path_that_leads_nowhere_says_so():
    async with Browser("/ws/elsewhere/") as lost:
        assert await lost.hear() == {"t": "bye", "code": "not_found"}


async def test_nothing_stands_between_a_server_and_its_sockets(doras_browser: Client):
    """A `send` that is wrapped on the way hides the server, and each frame would go the slow way."""
    async with Browser(MINE, cookies=cookies_of(doras_browser)) as page:
        await page.hear()
        [socket] = hubs.Hub.here()._sockets
        assert socket.writer._send == page.outgoing.put
