from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import Notification
from accounts.personal_data import part_named
from accounts.tests.ensemble import a_creator, a_person
from economy.models import AccountKind, Tip, WelcomeGrant
from economy.services.accounts import house_account
from economy.services.telling import sum_up_gifts
from economy.services.welcome import welcome
from economy.tests.purse import gift_from, purse, somebody_with, tip_from
from roastlive.lib.outbox import relay
from roastlive.lib.rls import acting_as, acting_as_house

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


def told(person) -> list[str]:
    with acting_as(person.pk):
        rows = Notification.objects.filter(recipient=person).order_by("id")
        return [f"{row.title}. {row.message}" if row.message else row.title for row in rows]


def test_the_first_gift_rings_and_the_rest_is_summed_up():
    rita = a_creator("rita")
    with time_machine.travel(NIGHT, tick=False) as clock:
        vera, emil = somebody_with(1000, "vera"), somebody_with(1000, "emil")
        gift_from(vera, rita, "airhorn", 2)
        for _ in range(5):
            gift_from(emil, rita)
        relay()
        assert told(rita.user) == ["vera gives you 2 × Airhorn"]
        clock.shift(timedelta(minutes=10))
        assert sum_up_gifts() == 1
        sum_up_gifts()
        assert told(rita.user)[1:] == ["7 gifts in ten minutes. from 2 people, 55 tokens in all."]
        clock.shift(timedelta(minutes=10))
        assert sum_up_gifts() == 0
        gift_from(emil, rita)
        relay()
    assert told(rita.user)[-1] == "emil gives you 1 × Tomato"


def test_one_gift_alone_is_not_summed_up():
    rita = a_creator("rita")
    with time_machine.travel(NIGHT, tick=False) as clock:
        gift_from(somebody_with(10), rita)
        clock.shift(timedelta(minutes=10))
        assert sum_up_gifts() == 0


def test_a_german_creator_hears_it_in_german():
    rita = a_creator("rita")
    rita.user.settings.language = "de"
    rita.user.settings.save()
    tip_from(somebody_with(10), rita, 5)
    relay()
    assert len(told(rita.user)) == 1


def test_a_welcome_comes_once_and_from_the_house(settings):
    vera = a_person("vera")
    assert not welcome(person_id=vera.pk)
    settings.WELCOME_TOKENS = 250
    assert welcome(person_id=vera.pk)
    assert not welcome(person_id=vera.pk)
    assert not welcome(person_id=vera.pk, amount=900)
    assert purse(vera) == 250
    assert house_account(AccountKind.PROMOTIONS).balance == -250
    with acting_as_house():
        assert WelcomeGrant.objects.count() == 1
    assert told(vera) == ["250 tokens to begin with. From the house. Throw them at somebody who deserves it."]


def test_people_get_what_is_kept_of_them_and_their_words_go_with_them():
    vera, rita = somebody_with(1000), a_creator("rita")
    gift_from(vera, rita, "airhorn")
    tip_from(vera, rita, 10, "Encore")
    with acting_as(vera.pk):
        assert [row["gift"] for row in part_named("economy.gifts").export(vera)] == ["Airhorn"]
        assert [row["message"] for row in part_named("economy.tips").export(vera)] == ["Encore"]
    with acting_as_house():
        part_named("economy.tips").erase(vera)
        assert Tip.objects.get().message == ""
