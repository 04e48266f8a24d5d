"""Chat over the API: lines and their pages, and keeping order."""

from __future__ import annotations

import pytest

from accounts.tests.ensemble import a_creator, a_person
from roastlive.lib.ids import uuid7
from streams.models import HeldMessage, Stream, UnbanRequest
from streams.selectors.chat import modes_as_shown
from streams.tests.chatting import a_moderator, a_room, said, seen

pytestmark = pytest.mark.django_db


def sent(client, method, path, **body):
    return getattr(client, method)(f"/api/v1/{path}", body, content_type="application/json")


def test_lines_are_said_read_in_pages_and_taken_back(client):
    show, vera = a_room(), a_person("vera")
    path = f"streams/{show.pk}/messages/"
    assert sent(client, "post", path, text="hello").status_code in {401, 403}
    client.force_login(vera)
    made = sent(client, "post", path, text="hello")
    assert made.status_code == 201, made.content
    line = made.json()["message"]
    assert client.get(f"/api/v1/{path}").json() == {"results": [line], "older": None}
    assert client.get(f"/api/v1/{path}?before={line['id']}").json()["results"] == []
    assert client.get(f"/api/v1/{path}?before=yesterday").status_code == 400
    assert sent(client, "delete", f"{path}{line['id']}/").status_code == 204
    assert sent(client, "delete", f"{path}{line['id']}/").status_code == 404
    assert client.get(f"/api/v1/{path}").json()["results"] == []


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": "x" * 501}, {"text": "a", "reply": "b"}, {"text": "a", "to": 1}]
)
def test_what_is_no_line(client, body):
    show = a_room()
    client.force_login(a_person("vera"))
    assert sent(client, "post", f"streams/{show.pk}/messages/", **body).status_code == 400
    assert seen(show) == []


def test_a_command_is_done_and_not_said(client):
    show = a_room()
    client.force_login(show.creator.user)
    assert sent(client, "post", f"streams/{show.pk}/messages/", text="/slow 10s").json() == {"done": "Done."}
    client.force_login(a_person("vera"))
    assert sent(client, "post", f"streams/{show.pk}/messages/", text="/ban rita").status_code == 403
    assert seen(show) == []


def test_a_room_that_is_not_theirs_is_not_there(client):
    show = a_room()
    said(show, show.creator.user, "secret")
    Stream.objects.filter(pk=show.pk).update(visibility="followers")
    client.force_login(a_person("vera"))
    for method, path in (("get", "messages"), ("post", "messages"), ("get", "modes"), ("get", "emotes")):
        refused = sent(client, method, f"streams/{show.pk}/{path}/", text="hello")
        assert (refused.status_code, "secret" in refused.content.decode()) == (403, False)
    Stream.objects.filter(pk=show.pk).update(hidden_at=show.created_at)
    assert client.get(f"/api/v1/streams/{show.pk}/messages/").status_code == 404


def test_who_keeps_order_and_who_does_not(client):
    show, vera = a_room(), a_person("vera")
    base = f"streams/{show.pk}"
    wishes = [
        ("patch", f"{base}/modes/", {"slow": 10}),
        ("post", f"{base}/timeouts/", {"person": str(vera.pk), "seconds": 60}),
        ("get", f"{base}/held/", {}),
        ("get", f"{base}/unban-requests/", {}),
        ("post", f"{base}/bans/", {"person": str(vera.pk)}),
        ("delete", f"{base}/bans/{vera.pk}/", {}),
    ]
    for person in (a_person("emil"), a_creator("otto").user):
        client.force_login(person)
        for method, path, body in wishes:
            assert sent(client, method, path, **body).status_code == 403, path
    client.force_login(a_moderator(show))
    for method, path, body in wishes:
        assert sent(client, method, path, **body).status_code in {200, 201, 204}, path
    assert modes_as_shown(show)["slow"] == 10
    assert sent(client, "patch", f"{base}/modes/", slow=1).status_code == 400
    assert sent(client, "patch", f"{base}/modes/", shield=True).json()["modes"]["shield"] is True
    assert sent(client, "post", f"{base}/timeouts/", person=str(vera.pk), seconds=0).status_code == 400
    assert sent(client, "post", f"{base}/bans/", person=str(uuid7())).status_code == 404


def test_held_lines_are_decided(client):
    show, vera = a_room(links="hold"), a_person("vera")
    client.force_login(vera)
    assert sent(client, "post", f"streams/{show.pk}/messages/", text="https://spam.example/").json() == {"held": True}
    held = HeldMessage.objects.get()
    assert sent(client, "post", f"held/{held.pk}/", approve=True).status_code == 404
    client.force_login(show.creator.user)
    assert sent(client, "get", f"streams/{show.pk}/held/").json()["results"][0]["id"] == str(held.pk)
    assert sent(client, "post", f"held/{held.pk}/", approve=True).json() == {"status": "approved"}
    assert sent(client, "post", f"held/{held.pk}/", approve=True).status_code == 409


def test_somebody_who_is_out_asks_and_is_let_in(client):
    show, vera = a_room(), a_person("vera")
    client.force_login(show.creator.user)
    sent(client, "post", f"streams/{show.pk}/bans/", person=str(vera.pk), reason="Too loud.")
    client.force_login(vera)
    assert sent(client, "post", f"streams/{show.pk}/messages/", text="hello").status_code == 403
    asked = sent(client, "post", f"streams/{show.pk}/unban-requests/", words="I am sorry.")
    assert (asked.status_code, asked.json()) == (201, {"status": "waiting"})
    assert sent(client, "post", f"streams/{show.pk}/unban-requests/", words="Please?").status_code == 409
    request = UnbanRequest.objects.get()
    assert sent(client, "post", f"unban-requests/{request.pk}/", grant=True).status_code == 404
    client.force_login(show.creator.user)
    assert sent(client, "post", f"unban-requests/{request.pk}/", grant=True).json() == {"status": "granted"}
    client.force_login(vera)
    assert sent(client, "post", f"streams/{show.pk}/messages/", text="hello").status_code == 201
