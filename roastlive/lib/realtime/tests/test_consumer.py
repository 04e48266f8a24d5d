"""What a socket answers, and who gets one."""

from __future__ import annotations

import json

import pytest

from roastlive.lib.access import public, signed_in
from roastlive.lib.realtime import Rate, RoomConsumer, receives
from roastlive.lib.realtime.consumer import Nowhere
from roastlive.lib.realtime.hub import Hub
from roastlive.lib.realtime.tests.stage import OFTEN, React, Say, StageSocket
from roastlive.lib.realtime.tests.visiting import visit
from roastlive.testing.sockets import until


async def test_a_message_is_acknowledged_by_its_own_name():
    async with visit() as viewer:
        await viewer.hear()
        answer = await viewer.answer_to(t="say", id="m1", text="hello")
        assert answer["t"] == "ack"
        assert answer["id"] == "m1"
        assert (await viewer.hear_until("tick"))["chat"] == [{"id": answer["message"], "text": "hello"}]


async def test_a_message_without_a_name_gets_no_acknowledgement():
    async with visit() as viewer:
        await viewer.hear()
        viewer.say(t="react")
        assert await viewer.hear() == {"t": "tick", "seq": 1, "react": {"clap": 1}}


async def test_a_ping_is_answered():
    async with visit() as viewer:
        assert await viewer.answer_to(t="ping") == {"t": "pong"}


@pytest.mark.parametrize(
    ("content", "reference", "code"),
    [
        ({"text": "nonsense"}, None, "not_json"),
        ({"text": "[1]"}, None, "not_json"),
        ({"text": '{"t":"ping","t":"say"}'}, None, "not_json"),
        ({"text": '{"t":"react","n":NaN}'}, None, "not_json"),
        ({"text": '{"t":"react","n":1e999}'}, None, "not_json"),
        ({"text": '{"a":' * 3000}, None, "not_json"),
        ({"text": '{"t":"say","text":"' + "x" * 20_000 + '"}'}, None, "too_large"),
        ({"bytes": b"\x00\x01"}, None, "binary"),
        ({"text": '{"id":1}'}, 1, "unknown_type"),
        ({"text": '{"id":1,"t":"dance"}'}, 1, "unknown_type"),
        ({"text": '{"id":1,"t":["say"]}'}, 1, "unknown_type"),
        ({"text": '{"id":1,"t":null}'}, 1, "unknown_type"),
        ({"text": '{"id":1,"t":"say"}'}, 1, "invalid"),
        ({"text": '{"id":1,"t":"say","text":5}'}, 1, "invalid"),
        ({"text": '{"id":1,"t":"say","text":"a\\u0000b"}'}, 1, "invalid"),
        ({"text": '{"id":1,"t":"say","text":"\\ud800"}'}, 1, "invalid"),
        ({"text": '{"id":1,"t":"say","text":"x","as":"admin"}'}, 1, "invalid"),
        ({"text": '{"id":"\\ud800","t":"ping"}'}, None, "invalid"),
        ({"text": '{"id":{},"t":"ping"}'}, None, "invalid"),
        ({"text": '{"id":1,"t":"react","n":2.0}'}, 1, "invalid"),
        ({"text": '{"id":1,"t":"refuse"}'}, 1, "conflict"),
        ({"text": '{"id":1,"t":"boast"}'}, 1, "not_signed_in"),
        ({"text": '{"id":1,"t":"break"}'}, 1, "fault"),
    ],
)
async def test_whatever_is_wrong_is_answered_and_the_socket_goes_on(content, reference, code, caplog):
    async with visit() as viewer:
        await viewer.hear()
        viewer.raw(**content)
        error = await viewer.hear()
        assert (error["t"], error["id"], error["code"]) == ("error", reference, code)
        assert error["detail"]
        assert "Zero" not in json.dumps(error)
        assert await viewer.answer_to(t="ping") == {"t": "pong"}


async def test_a_refusal_names_the_fields():
    async with visit() as viewer:
        assert (await viewer.answer_to(t="refuse", id=1))["errors"] == {"n": ["taken"]}


async def test_errors_are_told_in_the_language_of_the_page():
    viewer = visit()
    viewer.scope["headers"] = [(b"accept-language", b"de")]
    async with viewer:
        german = (await viewer.answer_to(t="dance"))["detail"]
    async with visit() as other:
        assert (await other.answer_to(t="dance"))["detail"] != german


async def test_each_kind_of_message_has_its_own_rate():
    async with visit() as viewer:
        await viewer.hear()
        answers = [await viewer.answer_to(t="react", id=number) for number in range(3)]
        assert [answer["t"] for answer in answers] == ["ack", "ack", "error"]
        assert answers[2]["code"] == "rate_limited"
        assert 0 < answers[2]["retry_after"] <= 30
        assert (await viewer.answer_to(t="say", id=9, text="still here"))["t"] == "ack"


async def test_a_flood_is_slowed_down_whatever_it_is_made_of(settings):
    settings.REALTIME = {"messages": (5, 60)}
    async with visit() as viewer:
        answers = [await viewer.answer_to(t="say", id=number, text="x") for number in range(6)]
        assert [answer["t"] for answer in answers] == ["ack"] * 5 + ["error"]


async def test_patience_with_rubbish_ends(settings):
    settings.REALTIME = {"errors": (3, 60)}
    async with visit() as viewer:
        for _ in range(4):
            viewer.raw(text="rubbish")
        said = [await viewer.hear_until("error") for _ in range(4)]
        assert {error["code"] for error in said} == {"not_json"}
        assert await viewer.hear_until("bye") == {"t": "bye", "code": "too_many_errors"}
        assert await viewer.hear_closed() == 4400


async def test_after_a_goodbye_nothing_is_said_and_nothing_is_heard(settings):
    settings.REALTIME = {"errors": (1, 60)}
    async with visit() as viewer, visit() as other:
        await viewer.hear()
        await other.hear()
        viewer.raw(text="rubbish")
        viewer.raw(text="rubbish")
        viewer.say(t="say", text="too late")
        assert await viewer.hear_closed() == 4400
        assert (await other.answer_to(t="say", id=1, text="in time"))["t"] == "ack"
        assert [item["text"] for item in (await other.hear_until("tick"))["chat"]] == ["in time"]
        assert viewer.outgoing.empty()


async def test_who_may_not_come_in_is_told_why():
    class Members(StageSocket):
        access = signed_in

    for application, key, code in (
        (Members.as_asgi(), "1", ("not_signed_in", 4401)),
        (StageSocket.as_asgi(), "nowhere", ("not_found", 4404)),
        (Nowhere.as_asgi(), "1", ("not_found", 4404)),
    ):
        async with visit(application, key=key) as visitor:
            assert await visitor.hear() == {"t": "bye", "code": code[0]}
            assert await visitor.hear_closed() == code[1]


async def test_a_fault_at_the_door_is_a_fault():
    class Broken(StageSocket):
        async def admit(self) -> str:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        async with visit(Broken.as_asgi()):
            pass
    assert not Hub.here().doors._households


async def test_one_address_opens_only_so_many_sockets(settings):
    settings.REALTIME = {"sockets_per_address": 2}
    async with visit(address="10.0.0.9") as one, visit(address="10.0.0.9") as two:
        await one.hear()
        await two.hear()
        async with visit(address="10.0.0.9") as refused:
            assert (await refused.event())["type"] == "websocket.close"
        async with visit(address="10.0.0.8") as neighbour:
            assert (await neighbour.hear())["t"] == "snapshot"
    async with visit(address="10.0.0.9") as later:
        assert (await later.hear())["t"] == "snapshot"


async def test_a_household_of_the_new_internet_counts_as_one(settings):
    settings.REALTIME = {"sockets_per_address": 1}
    async with visit(address="2001:db8::1") as one:
        await one.hear()
        async with visit(address="2001:db8::ffff") as refused:
            assert (await refused.event())["type"] == "websocket.close"


async def test_the_house_has_a_last_seat(settings):
    settings.REALTIME = {"sockets": 1}
    async with visit(address="10.0.0.1") as one:
        await one.hear()
        async with visit(address="10.0.0.2") as refused:
            assert (await refused.event())["type"] == "websocket.close"


async def test_nothing_is_left_behind_when_everybody_has_gone():
    async with visit() as viewer:
        await viewer.hear()
    hub = Hub.here()
    await until(lambda: not hub._sockets)
    assert not hub._rooms
    assert not hub.doors._households


def test_a_consumer_without_a_policy_is_no_class():
    with pytest.raises(TypeError, match="names no policy"):
        type("Careless", (RoomConsumer,), {})


@pytest.mark.parametrize("access", [None, lambda user: True, "public"])
def test_a_policy_is_a_policy_of_the_house(access):
    with pytest.raises(TypeError, match="names no policy"):
        type("Careless", (RoomConsumer,), {"access": access})


@pytest.mark.parametrize("declaration", [{}, {"access": public}, {"rate": OFTEN}])
def test_a_message_without_policy_or_rate_is_not_received(declaration):
    with pytest.raises(TypeError):
        receives(Say, **declaration)


@pytest.mark.parametrize("declaration", [{"access": None, "rate": OFTEN}, {"access": public, "rate": 5}])
def test_policy_and_rate_of_a_message_are_what_they_say(declaration):
    with pytest.raises(TypeError, match="needs a policy and a rate"):
        receives(Say, **declaration)


def test_a_kind_of_message_has_one_receiver():
    with pytest.raises(TypeError, match="twice"):

        class Double(StageSocket):
            @receives(React, access=public, rate=Rate(1, 1))
            async def react_again(self, message: React) -> None:
                return None


def test_a_receiver_that_is_overridden_without_a_policy_receives_nothing():
    class Quiet(StageSocket):
        async def react(self, message: React) -> None:
            return None

    assert "react" in StageSocket.receivers
    assert "react" not in Quiet.receivers


async def test_whoever_counts_hears_of_each_socket_once_when_it_comes_and_once_when_it_goes():
    heard: list[str] = []

    class Counted(StageSocket):
        async def entered(self) -> None:
            heard.append("entered")

        async def left(self) -> None:
            heard.append("left")

    async with visit(Counted.as_asgi()) as viewer:
        await viewer.hear()
        assert heard == ["entered"]
    assert heard == ["entered", "left"]


async def test_whoever_is_turned_away_at_the_door_was_never_there():
    heard: list[str] = []

    class Closed(StageSocket):
        access = signed_in

        async def left(self) -> None:
            heard.append("left")

    async with visit(Closed.as_asgi()) as viewer:
        assert (await viewer.hear())["t"] == "bye"
    assert heard == []
