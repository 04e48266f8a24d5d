"""Who may stay is asked again and again."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from roastlive.lib.errors import Forbidden
from roastlive.lib.realtime import hub as hubs
from roastlive.lib.realtime.tests.stage import StageSocket
from roastlive.lib.realtime.tests.visiting import visit
from roastlive.testing.sockets import until


class Guarded(StageSocket):
    """Somebody at the door changes their mind."""

    answers: list[Exception | None]

    async def admit(self) -> str:
        error = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if error is not None:
            raise error
        return "1"


def guarded(*answers: Exception | None) -> type[Guarded]:
    return type("GuardedHere", (Guarded,), {"answers": list(answers)})


@pytest.fixture(autouse=True)
def impatient(monkeypatch, settings):
    monkeypatch.setattr(hubs, "LOOK_EVERY", 0.01)
    settings.REALTIME = {"recheck_seconds": 0.02}


async def test_who_may_no_longer_stay_is_told_to_go():
    async with visit(guarded(None, None, Forbidden()).as_asgi()) as viewer:
        assert await viewer.hear_until("bye") == {"t": "bye", "code": "forbidden"}
        assert await viewer.hear_closed() == 4403


async def test_where_nobody_can_tell_everybody_stays():
    consumer = guarded(None, OperationalError("away"), ZeroDivisionError(), OperationalError("away"), None)
    async with visit(consumer.as_asgi()) as viewer:
        await viewer.hear()
        await until(lambda: len(consumer.answers) == 1)
        assert await viewer.answer_to(t="ping") == {"t": "pong"}


async def test_one_who_must_go_does_not_keep_others_from_being_asked():
    leaving = [guarded(None, Forbidden()) for _ in range(3)]
    async with visit(leaving[0].as_asgi()) as a, visit(leaving[1].as_asgi()) as b, visit(leaving[2].as_asgi()) as c:
        assert [await viewer.hear_closed() for viewer in (a, b, c)] == [4403] * 3
