"""Beneath any server's `send`, and beneath none's."""

from __future__ import annotations

import asyncio

from roastlive.lib.realtime.wire import Frame
from roastlive.lib.realtime.writers import SendWriter, writer_for
from roastlive.testing.sockets import until


class Server:
    """An ASGI server that takes each event only when it is let."""

    def __init__(self) -> None:
        self.taken: list[str | int] = []
        self.gate = asyncio.Event()

    async def send(self, event) -> None:
        await self.gate.wait()
        self.taken.append(event["code"] if event["type"] == "websocket.close" else event["text"])


async def test_an_unknown_server_is_served_through_send():
    server = Server()
    assert isinstance(writer_for(server.send, most=100), SendWriter)


async def test_frames_leave_in_order_and_the_close_comes_last():
    server = Server()
    writer = SendWriter(server.send, 100)
    for number in range(3):
        assert writer.write(Frame(str(number).encode()))
    writer.close(4000)
    assert writer.write(Frame(b"too late"))
    server.gate.set()
    await until(lambda: 4000 in server.taken)
    assert server.taken == ["0", "1", "2", 4000]


async def test_what_is_held_for_a_slow_socket_has_a_bound():
    server = Server()
    writer = SendWriter(server.send, 100)
    frame = Frame(b"x" * 60)
    assert writer.write(frame)
    assert writer.write(frame)
    assert not writer.write(frame)
    assert writer.backlog() == 120
    server.gate.set()
    await until(lambda: writer.backlog() == 0)
    assert writer.write(frame)


async def test_after_an_abort_nothing_more_is_sent():
    server = Server()
    writer = SendWriter(server.send, 100)
    writer.write(Frame(b"x"))
    writer.write(Frame(b"y"))
    writer.abort()
    assert writer.write(Frame(b"z"))
    server.gate.set()
    await until(lambda: server.taken)
    assert server.taken == [1013]


async def test_a_server_that_has_lost_its_client_is_believed():
    async def send(event) -> None:
        raise OSError("gone")

    writer = SendWriter(send, 100)
    assert writer.write(Frame(b"x"))
    await until(lambda: writer._gone)
    assert writer.write(Frame(b"y"))
    assert not writer._queue
    writer.close(1000)
    await writer._closing
