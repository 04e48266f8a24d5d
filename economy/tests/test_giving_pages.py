import pytest

from accounts.services.blocking import block
from accounts.tests.ensemble import a_creator, a_person
from economy.models import Gift, Tip
from economy.tests.purse import a_key, earned, purse, somebody_with
from roastlive.lib.limits import require
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.rls import acting_as_house

pytestmark = pytest.mark.django_db

BAD_NUMBERS = ["", "0", "-1", "1.5", "1e2", "1_0", "１", "NaN", "ten", " ", "0x1", "9" * 30, "101", "\0"]


@pytest.fixture(autouse=True)
def fresh_limits():
    redis_client().flushdb()


@pytest.fixture
def vera(client):
    person = somebody_with(1000)
    client.force_login(person)
    return person


@pytest.fixture
def rita(db):
    return a_creator("rita")


def rows() -> int:
    with acting_as_house():
        return Gift.objects.count() + Tip.objects.count()


def gift(client, **typed):
    return client.post("/@rita/give/gift/", {"gift": "airhorn", "quantity": "1", "key": a_key(), **typed})


def tip(client, **typed):
    return client.post("/@rita/give/tip/", {"amount": "100", "message": "", "key": a_key(), **typed})


def test_a_channel_offers_the_tray_to_who_is_logged_in(client, vera, rita):
    text = client.get("/@rita/").content.decode()
    assert 'action="/@rita/give/gift/"' in text
    assert 'value="golden-mic"' in text
    assert 'data-wallet="available">1,000<' in text


def test_whoever_is_not_logged_in_gets_the_way_in(client, rita):
    text = client.get("/@rita/").content.decode()
    assert 'href="/login/?next=/@rita/"' in text
    assert "give/gift" not in text
    assert gift(client)["Location"].startswith("/login/")


def test_ones_own_channel_and_a_blocked_one_offer_nothing(client, vera, rita):
    client.force_login(rita.user)
    assert "Give something" not in client.get("/@rita/").content.decode()
    client.force_login(vera)
    block(blocker=rita.user, blocked=vera)
    assert "Give something" not in client.get("/@rita/").content.decode()
    assert "Nothing to give here" in client.get("/@rita/give/").content.decode()


def test_a_gift_by_a_plain_form(client, vera, rita):
    answer = gift(client, quantity="3")
    assert answer["Location"] == "/@rita/"
    assert (purse(vera), earned(rita)) == (925, 53)
    assert "3 × Airhorn for Rita" in client.get("/@rita/").content.decode()


def test_a_tip_by_a_plain_form(client, vera, rita):
    assert tip(client, message="Encore")["Location"] == "/@rita/"
    assert (purse(vera), earned(rita)) == (900, 90)


def test_a_form_that_is_sent_twice_gives_once(client, vera, rita):
    key = a_key()
    for _ in range(3):
        assert gift(client, key=key).status_code == 302
        assert tip(client, key=key).status_code == 302
    assert (purse(vera), rows()) == (875, 2)


@pytest.mark.parametrize("number", BAD_NUMBERS)
def test_bad_numbers_are_refused_and_nothing_moves(client, vera, rita, number):
    assert gift(client, quantity=number).status_code == 400
    if number != "101":
        assert tip(client, amount=number).status_code == 400
    assert (purse(vera), rows()) == (1000, 0)


@pytest.mark.parametrize("key", ["", "short", "x" * 129, "with space in it", "ключик-ключик"])
def test_a_form_without_its_key_is_refused(client, vera, rita, key):
    assert gift(client, key=key).status_code == 400
    assert tip(client, key=key).status_code == 400
    assert (purse(vera), rows()) == (1000, 0)


def test_what_cannot_be_paid_is_said_with_everything_to_try_again(client, vera, rita):
    answer = tip(client, amount="5000", message="All of it")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "The balance does not cover that." in text
    assert "All of it</textarea>" in text
    assert 'value="5000"' in text
    assert gift(client, gift="golden-mic").status_code == 409
    assert (purse(vera), rows()) == (1000, 0)


def test_refusals_have_their_own_status(client, vera, rita):
    assert gift(client, gift="no-such-thing").status_code == 404
    assert tip(client, message="kill yourself").status_code == 400
    block(blocker=rita.user, blocked=vera)
    assert gift(client).status_code == 403
    client.force_login(rita.user)
    assert gift(client).status_code == 403
    assert client.post("/@nobody/give/gift/", {}).status_code == 404


def test_a_channel_that_hides_from_a_country_takes_nothing_from_it(client, vera):
    a_creator("rita", blocked_regions=["DE"])
    answer = client.post(
        "/@rita/give/gift/", {"gift": "tomato", "quantity": "1", "key": a_key()}, REMOTE_ADDR="81.169.145.1"
    )
    assert answer.status_code == 451


def test_sixty_a_minute_are_enough(client, vera, rita):
    require(("gifts", vera.pk), cost=60)
    assert gift(client).status_code == 429
    assert purse(vera) == 1000


def test_words_are_text_and_nothing_else(client, vera, rita):
    tip(client, message="<script>alert(1)</script>")
    text = client.get("/wallet/history/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_a_tray_costs_the_same_however_much_was_given(client, vera, rita, django_assert_max_num_queries):
    client.get("/@rita/")
    with django_assert_max_num_queries(35):
        client.get("/@rita/")


def test_giving_is_a_post(client, vera, rita):
    assert client.get("/@rita/give/gift/").status_code == 405
    assert client.get("/@rita/give/").status_code == 200
    client.force_login(a_person("emil"))
    assert client.get("/@nobody/give/").status_code == 404
