import asyncio
from concurrent.futures import ThreadPoolExecutor

import structlog

from roastlive.lib.http.socket_log import SocketLog


def visit(inner, path="/ws/live/secret-stream/", request_id=b"proxy-20261120-0001"):
    scope = {
        "type": "websocket",
        "path": path,
        "query_string": b"token=sesame",
        "headers": [(b"x-request-id", request_id)],
        "client": ("203.0.113.7", 4000),
    }
    # In a thread of its own: a browser's tests may have left a running loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, SocketLog(inner)(scope, None, None)).result()


async def chat(scope, receive, send):
    structlog.get_logger("chat").info("said")


async def stumble(scope, receive, send):
    raise ConnectionResetError


def test_a_socket_is_one_line_and_everything_in_it_has_one_id(lines):
    visit(chat)
    (line,) = lines.of("socket")
    assert (line["kind"], line["address"]) == ("live", "203.0.113.7")
    assert {entry["request_id"] for entry in lines if entry["event"] in {"said", "socket"}} == {"proxy-20261120-0001"}
    assert "secret-stream" not in lines.raw
    assert "sesame" not in lines.raw


def test_a_socket_that_broke_is_told_too_and_the_break_goes_on(lines):
    try:
        visit(stumble)
    except ConnectionResetError:
        broke = True
    assert broke
    assert len(lines.of("socket")) == 1


def test_what_is_no_kind_of_socket_names_nothing(lines):
    visit(chat, path="/ws/%3Cscript%3E/")
    visit(chat, path="/elsewhere/secret/", request_id=b"\xff<bad>")
    assert [line["kind"] for line in lines.of("socket")] == ["unmatched", "unmatched"]
    assert len(lines.of("socket")[1]["request_id"]) == 36
