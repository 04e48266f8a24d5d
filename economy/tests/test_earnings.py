from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.services.preferences import change_privacy
from accounts.tests.cast import logged_in, person
from accounts.tests.ensemble import a_creator
from economy.earnings_chart import chart_of
from economy.models import AccountKind, TransferKind
from economy.selectors.earnings import earnings_between, top_supporters
from economy.services.accounts import earnings_of, house_account
from economy.services.giving_back import give_back_tip
from economy.services.ledger import Leg, Order, post
from economy.services.tips import give_tip
from economy.tests.purse import fill
from economy.tests.shelf import finance

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def rita():
    return a_creator("rita")


@pytest.fixture
def vera():
    vera = person("vera")
    fill(vera, 100_000)
    return vera


def tip(sender, creator, amount, key):
    return give_tip(sender=sender, creator=creator, amount=amount, key=f"tip-key-{key}").tip


def over(creator, days=30):
    return earnings_between(creator.user_id, since=TODAY - timedelta(days=days - 1), until=TODAY)


def test_it_says_what_was_paid_kept_and_left(clock, rita, vera):
    tip(vera, rita, 105, 1)
    tip(vera, rita, 200, 2)
    found = over(rita)
    (part,) = found.now.parts
    assert (part.kind, part.number, part.paid, part.fee, part.net) == ("tip", 2, 305, 30, 275)
    assert (found.now.net, found.available) == (275, 275)
    assert found.days[-1] == (TODAY, 275)
    assert len(found.days) == 30


def test_the_time_before_is_as_long_and_stands_beside_it(clock, rita, vera):
    clock.move_to(NOON - timedelta(days=8))
    tip(vera, rita, 100, 1)
    clock.move_to(NOON)
    tip(vera, rita, 150, 2)
    week = over(rita, days=7)
    assert (week.before.net, week.now.net, week.change) == (90, 135, 50)
    assert over(rita, days=30).change is None


def test_what_went_back_is_taken_off_and_stays_told(clock, rita, vera):
    given = tip(vera, rita, 100, 1)
    tip(vera, rita, 50, 2)
    give_back_tip(tip_id=given.pk, by=finance("momo"), reason="Twice")
    found = over(rita)
    assert (found.now.paid, found.now.taken_back, found.now.net, found.available) == (150, 90, 45, 45)


def test_a_payout_is_no_loss(clock, rita, vera):
    tip(vera, rita, 100, 1)
    legs = (Leg(earnings_of(rita.user_id).pk, -90), Leg(house_account(AccountKind.CLEARING).pk, 90))
    post(Order(kind=TransferKind.PAYOUT, legs=legs))
    assert (over(rita).now.net, over(rita).available) == (90, 0)


def test_nothing_of_anybody_else_is_in_it(clock, rita, vera):
    tip(vera, a_creator("otto"), 100, 1)
    found = over(rita)
    assert (found.now.parts, found.now.net, found.available) == ([], 0, 0)


def test_who_gave_most_comes_first_and_whoever_wishes_stays_somebody(clock, rita, vera):
    emil, gus = person("emil"), person("gus")
    for somebody in (emil, gus):
        fill(somebody, 1000)
    tip(emil, rita, 300, 1)
    tip(vera, rita, 100, 2)
    tip(vera, rita, 100, 3)
    given = tip(gus, rita, 900, 4)
    give_back_tip(tip_id=given.pk, by=finance("momo"), reason="Twice")
    change_privacy(user=emil, following="unnamed")
    found = top_supporters(rita.user_id, since=TODAY, until=TODAY)
    assert [(one.name, one.tokens) for one in found] == [("", 300), ("vera", 200)]


def test_supporters_are_those_of_the_time_that_was_asked_for(clock, rita, vera):
    clock.move_to(NOON - timedelta(days=40))
    tip(vera, rita, 100, 1)
    clock.move_to(NOON)
    assert top_supporters(rita.user_id, since=TODAY - timedelta(days=29), until=TODAY) == []


def test_it_costs_the_same_however_much_came_in(clock, rita, vera, django_assert_max_num_queries):
    for number in range(15):
        clock.move_to(NOON - timedelta(days=number))
        tip(vera, rita, 100, number)
    clock.move_to(NOON)
    with django_assert_max_num_queries(7):
        over(rita, days=365)
    with django_assert_max_num_queries(7):
        top_supporters(rita.user_id, since=TODAY - timedelta(days=364), until=TODAY)


def test_the_page_shows_it_with_a_table_and_a_file(client, rita, vera):
    tip(vera, rita, 105, 1)
    client.force_login(rita.user)
    page = client.get(reverse("economy:studio_earnings"), {"days": "7"}).content.decode()
    assert "vera" in page
    assert "The same as a table" in page
    file = client.get(reverse("economy:studio_earnings_file"), {"days": "7"})
    assert file["Content-Type"].startswith("text/csv")
    lines = file.content.decode().splitlines()
    assert lines[0].lstrip("\ufeff") == "Day,Kind,Number,Paid,Fee,Yours,Taken back"
    assert lines[1].split(",")[1:] == ["Tip", "1", "105", "10", "95", "0"]


@pytest.mark.parametrize("days", ["", "x", "-1", "9999", "7 OR 1=1"])
def test_a_period_that_there_is_not_is_the_usual_one(client, rita, days):
    client.force_login(rita.user)
    answer = client.get(reverse("economy:studio_earnings"), {"days": days})
    assert answer.status_code == 200
    assert len(answer.context["earnings"].days) == 30


def test_a_program_asks_from_day_to_day(rita, vera):
    tip(vera, rita, 105, 1)
    client = logged_in(rita.user)
    answer = client.get("/api/v1/earnings/").json()
    assert (answer["now"]["net"], answer["available"], len(answer["days"])) == (95, 95, 30)
    assert answer["supporters"] == [{"name": "vera", "tokens": 105}]
    for wrong in ({"since": "2026-05-02", "until": "2026-05-01"}, {"since": "2020-01-01", "until": "2026-05-01"}):
        assert client.get("/api/v1/earnings/", wrong).status_code == 400
    assert client.get("/api/v1/earnings/", {"since": "9999-12-31"}).status_code == 400
    assert client.get("/api/v1/earnings/", {"until": "0001-01-01"}).status_code == 400
    assert logged_in(vera).get("/api/v1/earnings/").status_code == 404


def test_many_days_are_drawn_as_weeks():
    days = [(date(2026, 1, 1) + timedelta(days=number), number % 3 - 1) for number in range(365)]
    chart = chart_of(days)
    assert (len(chart.bars), chart.by_week) == (53, True)
    assert all(0 <= bar.height <= 120 for bar in chart.bars)
    assert chart_of([(TODAY, 0)]).bars[0].height == 0
    assert chart_of([]).box == "0 0 9 120"
