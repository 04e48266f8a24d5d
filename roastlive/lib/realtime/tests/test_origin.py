from __future__ import annotations

import pytest

from roastlive.lib.realtime.origin import SameHouseOnly, is_ours


@pytest.fixture(autouse=True)
def house(settings):
    settings.ALLOWED_HOSTS = ["roastlive.example", ".stage.example", "127.0.0.1", "[::1]"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://partner.example", "https://*.friends.example"]
    settings.SESSION_COOKIE_SECURE = False
    settings.PORT = 8000
    settings.DEBUG = False


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://127.0.0.1:8001", "127.0.0.1:8001"),
        ("http://127.0.0.1:8000", "127.0.0.1:8001"),
        ("http://[::1]:8000", "[::1]:8001"),
        ("https://roastlive.example", "roastlive.example"),
        ("https://roastlive.example", "roastlive.example:443"),
        ("https://a.stage.example", "a.stage.example"),
        ("https://partner.example", "roastlive.example"),
        ("https://x.friends.example", "roastlive.example"),
    ],
)
def test_our_own_pages_may_open_sockets(origin, host):
    assert is_ours(origin, host=host)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("null", "roastlive.example"),
        ("", "roastlive.example"),
        ("https://evil.example", "roastlive.example"),
        ("https://evil.example", "evil.example"),
        ("https://roastlive.example.evil.example", "roastlive.example"),
        ("https://roastlive.example@evil.example", "roastlive.example"),
        ("https://user@roastlive.example", "roastlive.example"),
        ("https://roastlive.example/", "roastlive.example"),
        ("https://roastlive.example:444", "roastlive.example"),
        ("http://127.0.0.1:3000", "127.0.0.1:8001"),
        ("http://127.0.0.1", "127.0.0.1:8001"),
        ("https://b.stage.example", "a.stage.example"),
        ("http://partner.example", "roastlive.example"),
        ("https://partner.example:8443", "roastlive.example"),
        ("https://evilfriends.example", "roastlive.example"),
        ("file://", "roastlive.example"),
        ("chrome-extension://roastlive.example", "roastlive.example"),
        ("https://roastlive.example:99999", "roastlive.example"),
        ("https://[", "roastlive.example"),
    ],
)
def test_other_pages_may_not(origin, host):
    assert not is_ours(origin, host=host)


def test_where_cookies_need_https_so_do_pages(settings):
    settings.SESSION_COOKIE_SECURE = True
    assert is_ours("https://roastlive.example", host="roastlive.example")
    assert not is_ours("http://roastlive.example", host="roastlive.example")


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"host", b"127.0.0.1:8001")],
        [(b"host", b"127.0.0.1:8001"), (b"origin", b"https://evil.example")],
        [(b"origin", b"http://127.0.0.1:8001")],
        [(b"host", b"127.0.0.1:8001"), (b"origin", b"http://127.0.0.1:8001"), (b"origin", b"https://evil.example")],
    ],
)
async def test_a_foreign_handshake_never_reaches_the_application(headers):
    sent = []

    async def application(scope, receive, send):
        raise AssertionError("reached")

    async def receive():
        return {"type": "websocket.connect"}

    async def send(event):
        sent.append(event["type"])

    await SameHouseOnly(application)({"type": "websocket", "headers": headers}, receive, send)
    assert sent == ["websocket.close"]
