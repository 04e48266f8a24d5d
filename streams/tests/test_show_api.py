"""Shows over the API: who may do what, what is refused, and seats by twenty clicks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connections

from accounts.tests.ensemble import a_creator, a_person
from economy.models import AccountKind
from economy.services.accounts import house_account
from economy.services.verification import findings
from economy.tests.purse import a_key, purse, somebody_with
from roastlive.lib.errors import DomainError
from streams.models import Category, Stream, StreamTicket
from streams.selectors import browsing
from streams.services.life import cancel_stream
from streams.services.tickets import buy_ticket, close_tickets_of
from streams.tests.stage import a_live_show, a_show

STREAMS = "/api/v1/streams/"


def sent(client, method, path, **body):
    return getattr(client, method)(f"{STREAMS}{path}", body, content_type="application/json")


@pytest.mark.django_db
def test_a_creator_announces_changes_begins_ends_and_deletes(client):
    client.force_login(a_creator("rita").user)
    made = sent(client, "post", "", title="Open mic", category="open-mic", tags=["#Night"])
    assert made.status_code == 201, made.content
    show = made.json()
    assert (show["status"], show["category"], show["tags"]) == ("scheduled", "open-mic", ["night"])
    path = f"{show['id']}/"
    assert sent(client, "patch", path, title="Closed mic").json()["title"] == "Closed mic"
    assert sent(client, "post", f"{path}start/").json()["status"] == "live"
    assert sent(client, "post", f"{path}start/").status_code == 409
    assert sent(client, "delete", path).status_code == 409
    assert sent(client, "post", f"{path}end/").json()["status"] == "ended"
    assert sent(client, "delete", path).status_code == 204
    assert client.get(f"{STREAMS}{path}").status_code == 404


@pytest.mark.django_db
def test_strangers_change_nothing_and_viewers_announce_nothing(client):
    show = a_show()
    for person in (a_person("vera"), a_creator("otto").user):
        client.force_login(person)
        assert sent(client, "patch", f"{show.pk}/", title="Mine now").status_code == 404
        for act in ("start", "end", "cancel"):
            assert sent(client, "post", f"{show.pk}/{act}/").status_code == 404
        assert sent(client, "delete", f"{show.pk}/").status_code == 404
    client.force_login(a_person("emil"))
    assert sent(client, "post", "", title="Open mic").status_code == 404
    client.logout()
    assert sent(client, "post", "", title="Open mic").status_code in {401, 403}
    show.refresh_from_db()
    assert (show.title, show.status) == ("Open mic", "scheduled")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"title": 5},
        {"visibility": "everybody"},
        {"category": "no-such-thing"},
        {"tags": [str(number) for number in range(9)]},
        {"scheduled_start": "2001-01-01T00:00:00Z"},
        {"visibility": "ticketed"},
        {"visibility": "ticketed", "ticket_price": 10_001},
        {"visibility": "ticketed", "ticket_price": "100"},
    ],
)
def test_what_cannot_be_announced_is_refused_and_nothing_is_kept(client, wrong):
    client.force_login(a_creator("rita").user)
    answer = sent(client, "post", "", **{"title": "Open mic", **wrong})
    assert answer.status_code == 400, answer.content
    assert not Stream.objects.exists()


@pytest.mark.django_db
def test_lists_are_filtered_and_show_nothing_hidden_or_unlisted(client):
    rita, otto = a_creator("rita"), a_creator("otto")
    live = a_live_show(rita, category=Category.objects.get(slug="solo"), tags=["night"], title="Songs at night")
    a_show(otto, visibility="unlisted")
    soon = a_show(otto, title="Records")
    a_show(otto, hidden_at=live.created_at)

    def found(**query):
        return {row["id"] for row in client.get(STREAMS, query).json()["results"]}

    assert found() == {str(live.pk), str(soon.pk)}
    for query in ({"status": "live"}, {"category": "solo"}, {"tag": "night"}, {"q": "songs"}, {"creator": "rita"}):
        assert found(**query) == {str(live.pk)}, query
    assert client.get(STREAMS, {"status": "asleep"}).status_code == 400
    assert client.get(STREAMS, {"q": "x" * 500}).status_code == 400


@pytest.mark.django_db
def test_a_rail_takes_the_same_few_queries_however_long(django_assert_num_queries):
    for name in ("rita", "otto", "nora", "mara"):
        a_live_show(a_creator(name))
    with django_assert_num_queries(1):
        assert len(browsing.live_now(visitor=AnonymousUser())) == 4
    with django_assert_num_queries(1):
        browsing.categories_with_counts()


@pytest.mark.django_db
def test_a_seat_needs_a_key_and_money_and_is_bought_once_a_key(client):
    show = a_show(visibility="ticketed", ticket_price=100)
    vera = somebody_with(150)
    client.force_login(vera)
    assert sent(client, "post", f"{show.pk}/tickets/").status_code == 400
    key = {"HTTP_IDEMPOTENCY_KEY": a_key()}
    answers = [client.post(f"{STREAMS}{show.pk}/tickets/", content_type="application/json", **key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert purse(vera) == 50
    other = {"HTTP_IDEMPOTENCY_KEY": a_key()}
    again = client.post(f"{STREAMS}{show.pk}/tickets/", content_type="application/json", **other)
    assert (again.status_code, again.json()["code"]) == (409, "seat_taken")


def at_once(tries):
    def attempt(work):
        try:
            return work()
        except DomainError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(attempt, tries))


@pytest.mark.django_db(transaction=True)
def test_fifty_buyers_and_a_refund_of_all_at_once_lose_nothing():
    show = a_show(visibility="ticketed", ticket_price=100)
    buyers = [somebody_with(100, name=f"buyer{number}") for number in range(50)]
    bought = at_once([lambda b=b: buy_ticket(stream_id=show.pk, person=b, key=a_key()) for b in buyers])
    assert [type(result) for result in bought] == [StreamTicket] * 50, bought
    assert house_account(AccountKind.ESCROW).balance == 5_000
    cancel_stream(stream_id=show.pk, by=show.creator.user)
    at_once([lambda: close_tickets_of(show.pk)] * 6)
    assert [purse(buyer) for buyer in buyers] == [100] * 50
    assert house_account(AccountKind.ESCROW).balance == 0
    assert StreamTicket.objects.filter(status="refunded").count() == 50
    assert list(findings()) == []


@pytest.mark.django_db
def test_who_asks_is_reminded_until_they_ask_no_more(client):
    show, vera = a_show(), a_person("vera")
    client.force_login(vera)
    for _ in range(2):
        assert sent(client, "put", f"{show.pk}/reminder/").status_code == 204
    assert show.reminders.count() == 1
    for _ in range(2):
        assert sent(client, "delete", f"{show.pk}/reminder/").status_code == 204
    assert show.reminders.count() == 0
    show = a_live_show("otto")
    assert sent(client, "put", f"{show.pk}/reminder/").status_code == 409


@pytest.mark.django_db
def test_creators_find_all_of_their_own(client):
    show = a_show("rita", visibility="unlisted")
    assert client.get(STREAMS, {"creator": "rita"}).json()["results"] == []
    client.force_login(show.creator.user)
    assert [row["id"] for row in client.get(STREAMS, {"creator": "rita"}).json()["results"]] == [str(show.pk)]
