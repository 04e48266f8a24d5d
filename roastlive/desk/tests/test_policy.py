import re

import pytest

from roastlive.lib.models import OutboxMessage

pytestmark = pytest.mark.django_db
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)[^>]*>|javascript:", re.IGNORECASE)


def policy(answer):
    return dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))


def test_only_the_desk_may_evaluate_text(seat, administrator):
    desk = seat(administrator)
    assert policy(desk.get("/admin/"))["script-src"] == "'self' 'unsafe-eval'"
    assert policy(desk.get("/"))["script-src"] == "'self'"
    assert policy(desk.get("/administration/"))["script-src"] == "'self'"


@pytest.mark.parametrize("address", ["/", "/admin/", "/admin/login/"])
def test_nothing_inline_is_allowed_anywhere(seat, administrator, address):
    said = policy(seat(administrator).get(address))
    assert "unsafe-inline" not in str(said)
    assert said["style-src"] == said["font-src"] == said["default-src"] == "'self'"
    assert said["object-src"] == said["frame-ancestors"] == "'none'"


def test_nothing_inline_is_there(seat, administrator, viewer):
    message = OutboxMessage.objects.create(topic="letter", payload={"html": "<script>alert(1)</script>"})
    desk = seat(administrator)
    for address in (
        "/admin/",
        "/admin/accounts/user/",
        "/admin/accounts/user/add/",
        f"/admin/accounts/user/{viewer.pk}/change/",
        f"/admin/accounts/user/{viewer.pk}/history/",
        f"/admin/accounts/user/{viewer.pk}/password/",
        "/admin/auth/group/add/",
        "/admin/kernel/outboxmessage/",
        f"/admin/kernel/outboxmessage/{message.pk}/change/",
        "/admin/admin/logentry/",
        "/admin/password_change/",
    ):
        answer = desk.get(address)
        assert answer.status_code == 200, address
        assert INLINE.findall(answer.content.decode()) == [], address


def test_everything_comes_from_this_house(seat, administrator):
    page = seat(administrator).get("/admin/").content.decode()
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', page)
    assert len(loaded) > 10
    assert [address for address in loaded if not address.startswith("/")] == []
