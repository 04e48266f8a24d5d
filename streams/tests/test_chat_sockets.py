"""Chat as pages hear it."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async

from accounts.tests.cast import logged_in
from accounts.tests.ensemble import a_person
from moderation.services.sanctions import sanction
from roastlive.lib.ids import uuid7
from roastlive.testing.sockets import Browser, cookies_of
from streams.models import HeldMessage, StreamStats
from streams.services.chat.lines import lines_here
from streams.tests.chatting import a_moderator, a_room, hears, hears_part, in_room, seen

pytestmark = pytest.mark.django_db(transaction=True)

do = database_sync_to_async
NONE = str(uuid7())
NO_MESSAGES = [
    {"t": "chat", "id": 1},
    {"t": "chat", "id": 1, "text": ""},
    {"t": "chat", "id": 1, "text": "   "},
    {"t": "chat", "id": 1, "text": "x" * 501},
    {"t": "chat", "id": 1, "text": 7},
    {"t": "chat", "id": 1, "text": "a", "reply": "nobody"},
    {"t": "chat", "id": 1, "text": "a", "reply": NONE},
    {"t": "chat", "id": 1, "text": "a", "key": 3},
    {"t": "remove", "id": 1, "message": "all"},
    {"t": "remove", "id": 1, "message": NONE},
    {"t": "timeout", "id": 1, "person": NONE, "seconds": 0},
    {"t": "timeout", "id": 1, "person": NONE, "seconds": 60},
    {"t": "ban", "id": 1, "person": NONE},
    {"t": "pin", "id": 1, "message": None},
    {"t": "held", "id": 1, "held": NONE, "approve": True},
    {"t": "mode", "id": 1, "name": "loud", "value": 1},
    {"t": "mode", "id": 1, "name": "slow", "value": 10},
    {"t": "shield", "id": 1, "on": "yes"},
    {"t": "shield", "id": 1, "on": True},
    {"t": "unban_answer", "id": 1, "request": NONE, "grant": True},
]


async def test_a_line_reaches_everybody_and_is_acknowledged_when_it_is_written():
    show, vera = await do(a_room)(), await do(a_person)("vera")
    async with in_room(show) as crowd, in_room(show, vera) as page:
        page.say(t="chat", id=1, text="hello @vera :flame:", key=str(uuid7()))
        [line] = await hears_part(crowd, "chat")
        ack = await hears(page, lambda frame: frame["t"] == "ack")
        assert ack["message"] == line
        assert line["parts"] == [
            "hello ",
            {"mention": "vera", "person": str(vera.pk)},
            " ",
            {"emote": "flame", "drawing": "flame"},
        ]
        assert await do(seen)(show) == ["hello @vera :flame:"]
        await lines_here().count(show.pk)
        assert (await StreamStats.objects.aget(stream=show)).messages == 1


async def test_a_line_sent_again_after_a_lost_connection_is_the_same():
    show, vera, key = await do(a_room)(slow_seconds=60), await do(a_person)("vera"), str(uuid7())
    async with in_room(show, vera) as page:
        page.say(t="chat", id=1, text="hello", key=key)
        first = await hears(page, lambda frame: frame["t"] == "ack")
    async with in_room(show, vera) as page:
        page.say(t="chat", id=1, text="hello", key=key)
        again = await hears(page, lambda frame: frame["t"] == "ack")
    assert again["message"] == first["message"]
    assert await do(seen)(show) == ["hello"]


async def test_what_is_no_message_or_not_theirs_is_an_error_and_nothing_more():
    show, vera = await do(a_room)(), await do(a_person)("vera")
    client = await do(logged_in)(vera)
    for frame in NO_MESSAGES:
        async with Browser(f"/ws/live/{show.pk}/", cookies=cookies_of(client)) as page:
            page.say(**frame)
            answer = await hears(page, lambda heard: heard["t"] in {"error", "ack"})
            assert answer["t"] == "error", (frame, answer)
            assert answer["code"] not in {"fault", "error"}, (frame, answer)
    async with in_room(show, vera) as page:
        page.say(t="chat", id=2, text="still here")
        assert (await hears(page, lambda heard: heard["t"] == "ack"))["id"] == 2
    assert await do(seen)(show) == ["still here"]


async def test_nobody_writes_without_a_name():
    show = await do(a_room)()
    async with in_room(show) as page:
        page.say(t="chat", id=1, text="hello")
        assert (await hears(page, lambda heard: heard["t"] == "error"))["code"]
    assert await do(seen)(show) == []


async def test_a_held_line_goes_to_those_who_keep_order_and_then_to_all():
    show = await do(a_room)(links="hold")
    vera, greta = await do(a_person)("vera"), await do(a_moderator)(show)
    async with in_room(show) as crowd, in_room(show, vera) as page, in_room(show, greta) as order:
        page.say(t="chat", id=1, text="look https://spam.example/x")
        assert (await hears(page, lambda heard: heard["t"] == "ack"))["held"] is True
        [item] = await hears_part(order, "desk")
        assert (item["kind"], item["text"], item["by"]["name"]) == ("held", "look https://spam.example/x", "vera")
        order.say(t="held", id=1, held=item["id"], approve=True)
        [line] = await hears_part(crowd, "chat")
        assert (line["by"]["name"], line["text"]) == ("vera", item["text"])
        [word] = await hears_part(page, "chat_word")
        assert word["kind"] == "held_passed"
    assert (await HeldMessage.objects.aget()).decided_by_id == greta.pk


async def test_what_is_taken_away_goes_from_every_page_and_no_newcomer_reads_it():
    show, vera = await do(a_room)(), await do(a_person)("vera")
    async with in_room(show) as crowd, in_room(show, vera) as page:
        page.say(t="chat", id=1, text="oops")
        [line] = await hears_part(crowd, "chat")
        await hears(page, lambda heard: heard["t"] == "ack")
        page.say(t="remove", id=2, message=line["id"])
        assert await hears_part(crowd, "removed") == [line["id"]]
    async with Browser(f"/ws/live/{show.pk}/") as newcomer:
        assert (await newcomer.hear_until("snapshot"))["chat"] == []
    assert await do(seen)(show) == []


async def test_a_ban_closes_their_pages_and_no_others():
    show = await do(a_room)()
    vera, greta = await do(a_person)("vera"), await do(a_moderator)(show)
    async with in_room(show) as crowd, in_room(show, vera) as page, in_room(show, greta) as order:
        page.say(t="chat", id=1, text="bad manners")
        [line] = await hears_part(crowd, "chat")
        order.say(t="ban", id=1, person=str(vera.pk), reason="bad manners")
        assert await hears_part(crowd, "removed") == [line["id"]]
        assert await page.hear_closed() >= 4000
        order.say(t="chat", id=2, text="better")
        assert (await hears_part(crowd, "chat"))[0]["text"] == "better"


async def test_a_delayed_line_is_read_by_those_who_keep_order_first():
    show = await do(a_room)(delay_seconds=2)
    vera, greta = await do(a_person)("vera"), await do(a_moderator)(show)
    async with in_room(show) as crowd, in_room(show, vera) as page, in_room(show, greta) as order:
        page.say(t="chat", id=1, text="wait for it")
        [item] = await hears_part(order, "desk")
        assert (item["kind"], item["text"]) == ("delayed", "wait for it")
        order.say(t="remove", id=1, message=item["id"])
        await hears_part(crowd, "removed")
        order.say(t="shield", id=2, on=True)
        assert (await hears_part(crowd, "modes"))["shield"] is True


async def test_somebody_whom_the_house_shuts_out_of_a_channel_leaves_its_rooms():
    show = await do(a_room)()
    vera, rita = await do(a_person)("vera"), show.creator.user
    async with in_room(show, vera) as page:
        await do(sanction)(person=vera, kind="ban", by=rita, reason="Enough now.", channel=show.creator)
        assert await page.hear_closed() >= 4000
