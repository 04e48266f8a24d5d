"""Lists of shows, the door before one, and a creator's own."""

from __future__ import annotations

import pytest

from accounts.tests.cast import logged_in
from accounts.tests.ensemble import a_creator, a_person
from economy.tests.purse import purse, somebody_with
from streams.models import Category, Stream, StreamReminder, StreamTicket
from streams.tests.stage import a_live_show, a_show, follow

pytestmark = pytest.mark.django_db


def test_home_shows_what_is_on_first_and_what_comes(client):
    a_live_show("rita", title="On just now", viewer_count=3, peak_viewers=3)
    a_live_show("len", title="Quieter one")
    a_show("nora", title="Comes tomorrow")
    a_live_show("otto", title="For the link alone", visibility="unlisted")
    page = client.get("/").content.decode()
    assert page.index("On just now") < page.index("Quieter one") < page.index("Comes tomorrow")
    assert "For the link alone" not in page


def test_home_asks_the_database_a_few_times_however_much_is_on(client, django_assert_max_num_queries):
    for number in range(6):
        a_live_show(f"creator{number}", title=f"Show {number}")
    with django_assert_max_num_queries(8):
        client.get("/")


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", {"Deadpan hour"}),
        ("?when=soon", {"Seaside insults"}),
        ("?when=past", {"Long gone"}),
        ("?q=deadpan", {"Deadpan hour"}),
        ("?q=nothing-like-it", set()),
        ("?category=solo", {"Deadpan hour"}),
        ("?category=music", set()),
        ("?tag=dry", {"Deadpan hour"}),
        ("?when=soon&q=%00%27%22", set()),
    ],
)
def test_browsing_finds_what_is_asked_for(client, query, seen):
    solo = Category.objects.get(slug="solo")
    now = a_live_show("rita", title="Deadpan hour", category=solo, tags=["dry"])
    a_show("nora", title="Seaside insults")
    a_show("len", title="Long gone", status="ended", started_at=now.started_at, ended_at=now.started_at)
    response = client.get(f"/browse/{query}")
    assert response.status_code == 200
    page = response.content.decode()
    assert {title for title in ("Deadpan hour", "Seaside insults", "Long gone") if title in page} == seen


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"visibility": "followers"}, "Follow, and the door opens"),
        ({"visibility": "subscribers"}, "for subscribers"),
        ({"visibility": "ticketed", "ticket_price": 120}, "Take a seat for 120 tokens"),
    ],
)
def test_a_door_says_what_it_takes(fields, words):
    show = a_show(**fields)
    response = logged_in(a_person("vera")).get(f"/live/{show.pk}/")
    assert response.status_code == 403
    assert words in response.content.decode()


def test_whoever_follows_or_pays_comes_in():
    vera = somebody_with(500)
    browser = logged_in(vera)
    show = a_show("rita", visibility="ticketed", ticket_price=120)
    key = "0193b7a0-0000-7000-8000-000000000001"
    for _click in range(2):
        assert browser.post(f"/live/{show.pk}/ticket/", {"key": key}).status_code == 302
    assert (purse(vera), StreamTicket.objects.count()) == (380, 1)
    assert browser.get(f"/live/{show.pk}/").status_code == 200
    assert "Open mic" in browser.get("/tickets/").content.decode()
    other = a_show("len", visibility="followers")
    follow(vera, other.creator)
    assert browser.get(f"/live/{other.pk}/").status_code == 200


def test_a_reminder_is_set_and_forgotten():
    show, browser = a_show(), logged_in(a_person("vera"))
    browser.post(f"/live/{show.pk}/reminder/")
    assert StreamReminder.objects.count() == 1
    browser.post(f"/live/{show.pk}/reminder/")
    assert StreamReminder.objects.count() == 0


def test_a_creator_announces_begins_and_ends_a_show():
    rita = a_creator("rita")
    browser = logged_in(rita.user)
    said = {"title": "Bring it", "visibility": "public", "tags": "dry, deadpan", "chat_enabled": "on"}
    assert browser.post("/studio/streams/new/", said).status_code == 302
    show = Stream.objects.get()
    assert (show.title, show.tags, show.chat_enabled) == ("Bring it", ["dry", "deadpan"], True)
    assert "To the stage" in browser.get(f"/studio/streams/{show.pk}/").content.decode()
    assert browser.post(f"/studio/streams/{show.pk}/start/").headers["Location"] == f"/live/{show.pk}/"
    assert "End the show" in browser.get("/studio/streams/").content.decode()
    browser.post(f"/studio/streams/{show.pk}/end/")
    show.refresh_from_db()
    assert show.status == "ended"


def test_what_is_wrong_with_a_show_is_said_by_its_field():
    browser = logged_in(a_creator("rita").user)
    response = browser.post("/studio/streams/new/", {"title": "Seats", "visibility": "ticketed", "tags": ""})
    assert response.status_code == 400
    assert "Say what a ticket costs." in response.content.decode()
    assert not Stream.objects.exists()


def test_the_studio_of_somebody_else_is_not_there():
    show = a_show("rita")
    browser = logged_in(a_creator("len").user)
    assert browser.get(f"/studio/streams/{show.pk}/").status_code == 404
    for act in ("start", "end", "cancel", "delete"):
        assert browser.post(f"/studio/streams/{show.pk}/{act}/").status_code == 404
    assert logged_in(a_person("vera")).get("/studio/streams/").status_code != 200


def test_whoever_is_signed_out_may_look_and_not_act(client):
    show = a_live_show()
    assert client.get(f"/live/{show.pk}/").status_code == 200
    for path in (f"/live/{show.pk}/say/", f"/live/{show.pk}/reminder/", f"/live/{show.pk}/ticket/"):
        assert client.post(path).headers["Location"].startswith("/login/")
