"""A web process is killed in the middle of a conversation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from roastlive.lib.eventstore import store
from roastlive.lib.ids import uuid7
from streams.collections import CHAT
from streams.tests.chatting import a_moderator, a_room, said

ROOT = Path(__file__).resolve().parents[2]
# Says a line for each key, several at a time, and tells each key once its line is acknowledged.
TALKER = """
import asyncio, sys
from uuid import UUID
import django
django.setup()
from accounts.models import User
from streams.services.chat.saying import say

async def main(stream, person, keys):
    who = await User.objects.aget(pk=person)
    async def one(key):
        await say(stream_id=UUID(stream), person=who, text=f"joke {keys.index(key)}", reply=None, key=UUID(key))
        print(key, flush=True)
    at_once = asyncio.Semaphore(4)
    async def in_turn(key):
        async with at_once:
            await one(key)
    await asyncio.gather(*map(in_turn, keys))

asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
"""


@pytest.mark.django_db(transaction=True)
def test_what_was_acknowledged_is_there_and_what_is_sent_again_is_there_once():
    show = a_room()
    greta = a_moderator(show)
    keys = [str(uuid7()) for _line in range(40)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "roastlive.settings.test"}
    command = [sys.executable, "-c", TALKER, str(show.pk), str(greta.pk), *keys]
    acknowledged = []
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as talker:
        for line in talker.stdout:
            acknowledged.append(line.strip())
            if len(acknowledged) == 10:
                talker.kill()
    assert talker.returncode == -9
    kept = [event["text"] for event in store().page(CHAT, show.pk, limit=200).events]
    assert {f"joke {keys.index(key)}" for key in acknowledged} <= set(kept)
    assert len(kept) == len(set(kept)) < len(keys)
    # The page connects again, and says once more whatever was not answered; and, being careful, everything else, too.
    for number, key in enumerate(keys):
        said(show, greta, f"joke {number}", key=key)
    kept = [event["text"] for event in store().page(CHAT, show.pk, limit=200).events]
    assert sorted(kept) == sorted(f"joke {number}" for number in range(40))
