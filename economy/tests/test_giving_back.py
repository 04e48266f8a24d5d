import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts.models import CreatorProfile, Notification, User, UserStats
from accounts.tests.cast import logged_in
from accounts.tests.ensemble import a_creator, a_person
from economy.errors import GiftNotFound, NothingToGiveBack, NotYourOwnMoney, SpentMeanwhile
from economy.models import AccountKind, Adjustment, Gift, GiftType, Tip, TransferKind
from economy.services.accounts import earnings_of, house_account
from economy.services.adjustments import approve_adjustment
from economy.services.giving_back import give_back_gift, give_back_tip
from economy.services.ledger import Leg, Order, post
from economy.tests.purse import earned, fill, gift_from, house_fees, purse, somebody_with, tip_from
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.rls import acting_as, acting_as_house

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    redis_client().flushdb()


@pytest.fixture
def finance(db) -> User:
    return a_person("fin", role=User.Role.ADMIN, is_staff=True, is_superuser=True)


@pytest.fixture
def rita(db) -> CreatorProfile:
    return a_creator("rita")


def test_a_gift_goes_back_whole_and_once(finance, rita):
    vera = somebody_with(1000)
    gift = gift_from(vera, rita, "airhorn", 4).gift
    assert give_back_gift(gift_id=gift.pk, by=finance, reason="By mistake").status == Gift.Status.REFUNDED
    assert (purse(vera), earned(rita), house_fees()) == (1000, 0, 0)
    assert UserStats.objects.get(user=vera).gifts_sent == 0
    assert CreatorProfile.objects.get(pk=rita.pk).total_earnings == 0
    with pytest.raises(NothingToGiveBack):
        give_back_gift(gift_id=gift.pk, by=finance, reason="Again")
    assert purse(vera) == 1000


def test_a_tip_goes_back_and_both_hear_of_it(finance, rita):
    vera = somebody_with(1000)
    tip = tip_from(vera, rita, 100).tip
    give_back_tip(tip_id=tip.pk, by=finance, reason="By mistake")
    assert (purse(vera), earned(rita), house_fees()) == (1000, 0, 0)
    for person in (vera, rita.user):
        with acting_as(person.pk):
            assert Notification.objects.filter(type="economy.given_back").count() == 1


def test_what_the_creator_has_spent_does_not_come_back_by_itself(finance, rita):
    gift = gift_from(somebody_with(1000), rita, "airhorn").gift
    clearing = house_account(AccountKind.CLEARING)
    post(Order(TransferKind.PAYOUT, (Leg(earnings_of(rita.user_id).pk, -10), Leg(clearing.pk, 10))))
    with pytest.raises(SpentMeanwhile):
        give_back_gift(gift_id=gift.pk, by=finance, reason="Too late")
    with acting_as_house():
        assert Gift.objects.get(pk=gift.pk).status == Gift.Status.COMPLETED


def test_nobody_gives_back_to_themselves(finance, rita):
    fill(finance, 100)
    tip = tip_from(finance, rita, 100).tip
    with pytest.raises(NotYourOwnMoney):
        give_back_tip(tip_id=tip.pk, by=finance, reason="I want it back")


def test_a_gift_that_never_was_is_not_found(finance):
    with pytest.raises(GiftNotFound):
        give_back_gift(gift_id=finance.pk, by=finance, reason="Which one")


def test_the_desk_shows_what_was_given_and_asks_somebody_else_to_give_it_back(finance, rita):
    vera = somebody_with(1000)
    gift, tip = gift_from(vera, rita, "airhorn").gift, tip_from(vera, rita, 100, "Encore").tip
    client = logged_in(finance, second_factor=True)
    for model, row in (("gift", gift), ("tip", tip)):
        changelist = reverse(f"admin:economy_{model}_changelist")
        assert "vera" in client.get(changelist).content.decode()
        shown = client.get(reverse(f"admin:economy_{model}_change", args=[row.pk])).content.decode()
        assert str(row.transfer_id) in shown
        chosen = {"action": "ask_for_giving_back", "_selected_action": [str(row.pk)]}
        assert client.post(changelist, chosen).status_code == 200
        assert client.post(changelist, {**chosen, "reason": "By mistake"}).status_code == 302
    assert LogEntry.objects.filter(change_message__contains="By mistake").count() == 2
    assert purse(vera) < 1000
    second = a_person("second", role=User.Role.ADMIN, is_staff=True, is_superuser=True)
    with acting_as_house():
        requests = list(Adjustment.objects.all())
    for asked in requests:
        approve_adjustment(adjustment_id=asked.pk, by=second)
    assert purse(vera) == 1000
    with acting_as_house():
        assert Tip.objects.get(pk=tip.pk).status == Tip.Status.REFUNDED


def test_the_desk_changes_the_catalogue_and_leaves_a_trace(finance):
    client = logged_in(finance, second_factor=True)
    crown = GiftType.objects.get(slug="crown")
    path = reverse("admin:economy_gifttype_change", args=[crown.pk])
    assert client.get(path).status_code == 200
    typed = {"name": "Crown", "drawing": "crown", "price": "1200", "level": "2", "position": "5", "is_active": "on"}
    assert client.post(path, typed).status_code == 302
    crown.refresh_from_db()
    assert (crown.price, crown.level, crown.slug) == (1200, 2, "crown")
    assert LogEntry.objects.filter(object_id=str(crown.pk)).count() == 1
    assert client.post(path, {**typed, "price": "0"}).status_code == 200
    assert client.post(reverse("admin:economy_gifttype_delete", args=[crown.pk])).status_code == 403


def test_moderators_do_not_see_what_people_give(rita):
    mo = a_person("mo", role=User.Role.MODERATOR, is_staff=True)
    client = logged_in(mo, second_factor=True)
    assert client.get(reverse("admin:economy_gift_changelist")).status_code == 403
