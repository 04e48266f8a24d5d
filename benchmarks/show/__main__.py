"""`python -m benchmarks.show [--quick] [--break=store|flush]`"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import uvloop

from benchmarks.report import machine, table, write_benchmark
from benchmarks.rooms.servers import raise_file_limit
from benchmarks.show.guests import Room, numbered
from benchmarks.show.house import House, house

LONGEST_P99_MS = 250.0
# Each of so many people says a line every two seconds, which is what the house allows them for good.
SPEAKERS = 40
PRESSES_A_MESSAGE = 5


class Wrong(Exception):
    """What was acknowledged is not what was written or heard."""


@dataclass(frozen=True)
class Plan:
    sockets: int = 1000
    lines_a_second: int = 20
    seconds: int = 20
    fans: int = 500
    reactions_a_second: int = 5000


QUICK = Plan(sockets=100, seconds=3, fans=100, reactions_a_second=1000)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small room, to see that everything works")
    parser.add_argument(
        "--break",
        dest="broken",
        choices=["store", "flush"],
        default="",
        help="lines that are acknowledged and not kept, or half of the reactions lost; the count must notice",
    )
    arguments = parser.parse_args()
    raise_file_limit()
    plan = QUICK if arguments.quick or arguments.broken else Plan()
    try:
        with house(people=max(plan.fans, SPEAKERS), broken=arguments.broken) as opened:
            chat = uvloop.run(measure_chat(opened, plan))
            reactions = uvloop.run(measure_reactions(opened, plan))
            reactions |= counted()
            require_exact(chat, reactions)
    except Wrong as error:
        sys.stderr.write(f"{error}\n")
        return 1
    report(plan, chat, reactions, write=not arguments.quick)
    return 0


async def measure_chat(opened: House, plan: Plan) -> dict[str, float]:
    """Lines at a steady pace by people in turn, to everybody."""
    room = Room(opened.port, f"/ws/live/{opened.show}/")
    await room.enter([*opened.cookies[:SPEAKERS], *[None] * (plan.sockets - SPEAKERS)])
    await asyncio.sleep(1.5)
    total = plan.lines_a_second * plan.seconds
    began, spent = time.perf_counter(), opened.server.processor_seconds()
    for number in range(total):
        await asyncio.sleep(max(0.0, began + number / plan.lines_a_second - time.perf_counter()))
        room.said_at[number] = time.perf_counter()
        room.guests[number % SPEAKERS].tell(t="chat", id=number, text=numbered(number))
    await _until(lambda: len(room.acked_at) == total and len(room.ages) == total * plan.sockets)
    seconds = time.perf_counter() - began
    ages, acks = sorted(room.ages), sorted(room.acked_at[n] - room.said_at[n] for n in room.acked_at)
    await _leave(room)
    return {
        "sockets": plan.sockets,
        "said": total,
        "acknowledged": len(acks),
        "delivered": len(ages),
        "p50_ms": round(ages[len(ages) // 2] * 1000, 1),
        "p99_ms": round(ages[len(ages) * 99 // 100] * 1000, 1),
        "ack_p99_ms": round(acks[len(acks) * 99 // 100] * 1000, 1),
        "cores": round((opened.server.processor_seconds() - spent) / seconds, 2),
    }


async def measure_reactions(opened: House, plan: Plan) -> dict[str, float]:
    """Presses by many people, five in a message."""
    room = Room(opened.port, f"/ws/live/{opened.show}/")
    await room.enter(list(opened.cookies[: plan.fans]))
    await asyncio.sleep(1.0)
    messages = plan.reactions_a_second // PRESSES_A_MESSAGE * plan.seconds
    pace = plan.reactions_a_second / PRESSES_A_MESSAGE
    began, spent = time.perf_counter(), opened.server.processor_seconds()
    for number in range(messages):
        if number % 20 == 0:
            await asyncio.sleep(max(0.0, began + number / pace - time.perf_counter()))
        room.guests[number % plan.fans].tell(t="react", id=number, kind="fire", n=PRESSES_A_MESSAGE)
    offered = messages * PRESSES_A_MESSAGE
    await _until(lambda: room.accepted >= offered)
    seconds = time.perf_counter() - began
    cores = (opened.server.processor_seconds() - spent) / seconds
    await asyncio.sleep(2.5)
    await _leave(room)
    return {
        "offered": offered,
        "accepted": room.accepted,
        "a_second": round(room.accepted / seconds),
        "cores": round(cores, 2),
    }


def counted() -> dict[str, float]:
    """What the database has of it."""
    from django.db.models import Sum  # noqa: PLC0415 - Django is set up only now

    from roastlive.lib.eventstore import store  # noqa: PLC0415
    from streams.collections import CHAT  # noqa: PLC0415
    from streams.models import Reaction, Stream, StreamStats  # noqa: PLC0415

    show = Stream.objects.get()
    written = Reaction.objects.aggregate(number=Sum("count"))["number"] or 0
    return {"written": written, "shown": StreamStats.objects.get().fire, "stored": store().count(CHAT, show.pk)}


def require_exact(chat: dict[str, float], reactions: dict[str, float]) -> None:
    if not chat["said"] == chat["acknowledged"] == reactions["stored"]:
        raise Wrong(f"Said {chat['said']}, acknowledged {chat['acknowledged']}, stored {reactions['stored']}.")
    if chat["delivered"] != chat["said"] * chat["sockets"]:
        raise Wrong(f"{chat['delivered']} arrived of {chat['said'] * chat['sockets']}.")
    if not reactions["accepted"] == reactions["written"] == reactions["shown"]:
        raise Wrong(
            f"Accepted {reactions['accepted']}, written {reactions['written']}, shown {reactions['shown']} reactions."
        )


def report(plan: Plan, chat: dict[str, float], reactions: dict[str, float], *, write: bool) -> None:
    print(machine(), f"load {os.getloadavg()[0]:.1f}", sep=", ")
    print("\n" + table(["chat, the whole pipeline", ""], [[name, f"{value:,}"] for name, value in chat.items()]))
    print("\n" + table(["reactions", ""], [[name, f"{value:,}"] for name, value in reactions.items()]))
    verdict = "reached" if chat["p99_ms"] < LONGEST_P99_MS else "MISSED"
    print(f"\np99 of a line: {chat['p99_ms']} ms, goal below {LONGEST_P99_MS:.0f} ms: {verdict}")
    if write:
        figures = {f"chat_{name}": value for name, value in chat.items()}
        figures |= {f"reactions_{name}": value for name, value in reactions.items()}
        ratios = {"reactions_written_vs_accepted": reactions["written"] / reactions["accepted"]}
        print("Written:", write_benchmark("show", figures=figures, ratios=ratios))


async def _until(condition: Callable[[], bool]) -> None:
    """As long as it takes within reason; what is missing then is counted."""
    for _look in range(300):
        if condition():
            return
        await asyncio.sleep(0.05)


async def _leave(room: Room) -> None:
    for guest in room.guests:
        guest.transport.abort()
    await asyncio.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
