"""The same promises on every server, over real connections."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import time
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from roastlive.lib.realtime import dismiss, publish
from roastlive.lib.realtime.tests.servers import LiveServer
from roastlive.lib.realtime.tests.stage import stage
from roastlive.lib.redis_clients import redis_client

CLOSE = 8


def test_a_room_lives_on_every_server(server: LiveServer):
    with server.visit() as one, server.visit() as other:
        assert one.hear() == {"t": "snapshot", "seq": 0, "title": "an empty stage"}
        other.hear()
        one.say(t="say", id=1, text="hellö 😀")
        heard = [one.hear() for _ in range(2)]
        assert {frame["t"] for frame in heard} == {"ack", "tick"}
        assert [item["text"] for item in other.hear()["chat"]] == ["hellö 😀"]


@pytest.mark.parametrize("size", [1, 60, 200, 9000])
def test_frames_of_every_size_arrive_whole(server: LiveServer, size: int):
    with server.visit() as viewer:
        viewer.hear()
        for number in range(3):
            publish(stage, "1", meter=f"{number}" + "ü" * size)
            assert viewer.hear() == {"t": "tick", "seq": number + 1, "meter": f"{number}" + "ü" * size}


def test_two_processes_share_a_room(live_servers):
    uvicorn, daphne = live_servers["uvicorn"].ready(), live_servers["daphne"].ready()
    with uvicorn.visit() as one, daphne.visit() as other:
        one.hear()
        other.hear()
        one.say(t="say", text="across")
        assert other.hear()["chat"][0]["text"] == "across"
        assert one.hear()["chat"][0]["text"] == "across"


def test_foreign_pages_get_no_handshake(server: LiveServer):
    for origin in ("https://evil.example", "null", None):
        with pytest.raises(InvalidStatus) as refused, server.visit(origin=origin):
            pass
        assert refused.value.response.status_code == 403


def test_a_path_without_a_socket_says_so(server: LiveServer):
    with server.visit("/ws/elsewhere/") as visitor:
        assert visitor.hear() == {"t": "bye", "code": "not_found"}
        with pytest.raises(ConnectionClosed) as closed:
            visitor.hear()
        assert closed.value.rcvd.code == 4404


def test_bad_frames_do_not_end_the_socket(server: LiveServer):
    bad = [
        "",
        "nonsense",
        b"\x00\xff",
        '{"t":1e999}',
        '{"t":"dance"}',
        "[" * 15_000,
        '{"t":"say","text":"' + "x" * 30_000 + '"}',
    ]
    with server.visit() as visitor:
        visitor.hear()
        for frame in bad:
            visitor.raw(frame)
            assert visitor.hear()["t"] == "error"
        visitor.say(t="ping")
        assert visitor.hear() == {"t": "pong"}


def test_a_frame_in_pieces_is_one_message(server: LiveServer):
    with server.visit() as visitor:
        visitor.hear()
        visitor.connection.send(iter(['{"t":', '"pi', 'ng"}']))
        assert visitor.hear() == {"t": "pong"}


def test_a_goodbye_is_the_last_that_is_said(server: LiveServer):
    """Publications go on while sockets are sent away: not a byte follows the close frame."""
    with raw_socket(server) as stream:
        read_frame(stream)
        for number in range(5):
            publish(stage, "1", gifts=[{"id": str(number)}])
        dismiss(stage, "1", code="ended", close_code=4410)
        for number in range(5):
            publish(stage, "1", gifts=[{"id": str(number)}])
        frames = [read_frame(stream)]
        while frames[-1][0] != CLOSE:
            frames.append(read_frame(stream))
        assert frames[-1][1][:2] == struct.pack("!H", 4410)
        assert json.loads(frames[-2][1]) == {"t": "bye", "code": "ended"}
        # The client does not answer, so the connection stands for a while, and some ticks go by.
        stream.settimeout(0.3)
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            assert stream.recv(1) == b""


def test_nothing_is_written_before_the_handshake(server: LiveServer):
    """A room full of news, and a client that has not said what it wants yet."""
    with server.visit() as viewer, socket.create_connection(("127.0.0.1", server.port)) as silent:
        viewer.hear()
        silent.sendall(b"GET /ws/stage/1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        publish(stage, "1", meter=1)
        assert viewer.hear()["meter"] == 1
        silent.settimeout(0.2)
        with pytest.raises(TimeoutError):
            silent.recv(1)
    with raw_socket(server) as stream:
        assert json.loads(read_frame(stream)[1])["t"] == "snapshot"


def test_who_stops_reading_is_closed_and_nobody_waits(native_server: LiveServer):
    filler = "x" * 50_000
    with ExitStack() as open_sockets:
        readers = [open_sockets.enter_context(native_server.visit("/ws/stage/slow/")) for _ in range(3)]
        stuck = open_sockets.enter_context(raw_socket(native_server, "/ws/stage/slow/", receive_buffer=4096))
        read_frame(stuck)
        for reader in readers:
            reader.hear()
        deadline = time.monotonic() + 25
        sent = 0
        while not is_closed(stuck) and time.monotonic() < deadline:
            sent += 1
            publish(stage, "slow", meter=[sent, filler])
            for reader in readers:
                assert reader.hear_until("tick")["meter"][0] == sent
        # It was closed for how much it had not taken, before it was closed for how long.
        assert sent * len(filler) < 1_000_000
        publish(stage, "slow", meter=[0, ""])
        assert [reader.hear()["meter"] for reader in readers] == [[0, ""]] * 3


def test_who_falls_silent_with_a_full_buffer_is_closed_after_a_while(native_server: LiveServer):
    """Too little is held back to be too much; it is held back too long instead."""
    with raw_socket(native_server, "/ws/stage/stuck/", receive_buffer=4096) as stuck:
        read_frame(stuck)
        redis_client().publish(stage.channel("stuck"), json.dumps({"parts": {"meter": "x" * 200_000}}))
        deadline = time.monotonic() + 25
        while not is_closed(stuck):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_crowd_at_the_door_does_not_disturb_those_inside(server: LiveServer):
    """Their address may have a hundred sockets, and one is open: the rest is refused, and the room goes on."""
    with server.visit("/ws/stage/crowd/") as viewer, ExitStack() as crowd:
        viewer.hear()
        knocking = [crowd.enter_context(knock(server, "/ws/stage/crowd/")) for _ in range(150)]
        publish(stage, "crowd", meter=1)
        assert viewer.hear() == {"t": "tick", "seq": 1, "meter": 1}
        answers = [stream.recv(12) for stream in knocking]
        assert answers.count(b"HTTP/1.1 101") == 99
        assert answers.count(b"HTTP/1.1 403") == 51


# --- Beneath the websocket -------------------------------------------------------------------------------------------
def raw_socket(server: LiveServer, path: str = "/ws/stage/1/", receive_buffer: int | None = None) -> socket.socket:
    """A handshake and no more: what is not asked for is not read."""
    stream = knock(server, path, receive_buffer)
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += stream.recv(1)
    assert head.startswith(b"HTTP/1.1 101")
    return stream


def knock(server: LiveServer, path: str, receive_buffer: int | None = None) -> socket.socket:
    """Asks for a websocket, and does not wait for the answer."""
    stream = socket.socket()
    if receive_buffer is not None:
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    stream.settimeout(10)
    stream.connect(("127.0.0.1", server.port))
    stream.sendall(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: http://127.0.0.1:{server.port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    return stream


def read_frame(stream: socket.socket) -> tuple[int, bytes]:
    opcode, size = read_exactly(stream, 2)
    if size == 126:
        size = int.from_bytes(read_exactly(stream, 2), "big")
    elif size == 127:
        size = int.from_bytes(read_exactly(stream, 8), "big")
    return opcode & 15, read_exactly(stream, size)


def read_exactly(stream: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        piece = stream.recv(size - len(found))
        if not piece:
            raise EOFError
        found += piece
    return found


def is_closed(stream: socket.socket) -> bool:
    """Whether the server has ended the connection, asked without reading what it sent."""
    state = stream.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state != 1  # TCP_ESTABLISHED
