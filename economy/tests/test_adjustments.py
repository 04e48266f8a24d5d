from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, connections, transaction

from accounts.models import Notification
from accounts.tests.cast import logged_in, person
from accounts.tests.ensemble import a_creator
from economy.errors import (
    AdjustmentDecided,
    AdjustmentNotFound,
    AdministratorNeeded,
    AlreadyReversed,
    CannotBeReversed,
    InsufficientFunds,
    MayNotAdjust,
    NotYourOwnAccount,
    ReversalRequested,
    SecondPersonNeeded,
    TransferNotFound,
)
from economy.models import AccountKind, Adjustment, Gift, GiftType, LedgerTransfer, TransferKind, Unit
from economy.models.adjustments import LARGEST_ADJUSTMENT
from economy.selectors.figures import house_figures
from economy.services.accounts import earnings_of, house_account, wallet_of
from economy.services.adjustments import (
    approve_adjustment,
    refuse_adjustment,
    request_correction,
    request_reversal,
    withdraw_adjustment,
)
from economy.services.gifts import give_gift
from economy.services.ledger import Leg, Order, post
from economy.tests.shelf import administrator, finance
from moderation.models import AuditLog
from roastlive.lib.errors import Invalid
from roastlive.lib.rls import acting_as, acting_as_house

pytestmark = pytest.mark.django_db
LIST = "/admin/economy/adjustment/"


@pytest.fixture
def momo():
    return finance("momo")


@pytest.fixture
def fritz():
    return finance("fritz")


def give_tokens(somebody, amount):
    legs = (Leg(house_account(AccountKind.ISSUANCE).pk, -amount), Leg(wallet_of(somebody.pk).pk, amount))
    return post(Order(kind=TransferKind.PROMOTION, legs=legs))


def wanted(by, of, amount=500, **said):
    return request_correction(
        by=by, person=of, **{"account": "wallet", "unit": "token", "amount": amount, "reason": "Goodwill", **said}
    )


def balance(somebody):
    return wallet_of(somebody.pk).balance


def rows():
    with acting_as_house():
        return list(Adjustment.objects.order_by("id"))


def test_one_asks_and_another_approves(momo, fritz):
    vera = person("vera")
    asked = wanted(momo, vera)
    assert (asked.state, balance(vera)) == ("requested", 0)
    done = approve_adjustment(adjustment_id=asked.pk, by=fritz, answer="Fair")
    assert (done.state, done.decided_by, balance(vera)) == ("approved", fritz, 500)
    assert house_account(AccountKind.PROMOTIONS).balance == -500
    with acting_as_house():
        transfer = LedgerTransfer.objects.get(pk=done.transfer_id)
    assert (transfer.kind, transfer.reference, transfer.actor_id) == ("adjustment", f"adjustment:{done.pk}", fritz.pk)
    with acting_as(vera.pk):
        told = Notification.objects.get()
    assert (told.title, told.message) == ("The house gives you 500 tokens", "Goodwill")


def test_the_audit_log_knows_both(momo, fritz):
    asked = wanted(momo, person("vera"))
    approve_adjustment(adjustment_id=asked.pk, by=fritz)
    noted = AuditLog.objects.filter(subject=f"adjustment:{asked.pk}").order_by("id")
    assert [(row.act, row.actor, row.detail["amount"]) for row in noted] == [
        ("adjustment.requested", momo, 500),
        ("adjustment.approved", fritz, 500),
    ]


def test_nobody_approves_or_refuses_what_they_asked_for(momo):
    asked = wanted(momo, person("vera"))
    for decide in (approve_adjustment, refuse_adjustment):
        with pytest.raises(SecondPersonNeeded):
            decide(adjustment_id=asked.pk, by=momo, answer="I am sure")
    assert rows()[0].state == "requested"


def test_the_database_insists_on_two_people(momo):
    asked = wanted(momo, person("vera"))
    with pytest.raises(IntegrityError, match="economy_adjustment_two_people"), transaction.atomic(), acting_as_house():
        Adjustment.objects.filter(pk=asked.pk).update(
            state="approved", decided_by=momo, decided_at=asked.created_at, transfer_id=uuid4()
        )


def test_nobody_corrects_their_own_account(momo, fritz):
    with pytest.raises(NotYourOwnAccount):
        wanted(momo, momo)
    asked = wanted(momo, fritz)
    with pytest.raises(NotYourOwnAccount):
        approve_adjustment(adjustment_id=asked.pk, by=fritz)
    assert balance(fritz) == 0


@pytest.mark.parametrize("who", [person, lambda name: person(name, is_staff=True)])
def test_it_is_finances_business_alone(who, momo):
    stranger, vera = who("stranger"), person("vera")
    with pytest.raises(MayNotAdjust):
        wanted(stranger, vera)
    with pytest.raises(MayNotAdjust):
        request_reversal(by=stranger, transfer_id=uuid4(), reason="Because")
    asked = wanted(momo, vera)
    with pytest.raises(MayNotAdjust):
        approve_adjustment(adjustment_id=asked.pk, by=stranger)
    with pytest.raises(AdjustmentNotFound):
        withdraw_adjustment(adjustment_id=asked.pk, by=stranger)
    assert balance(vera) == 0


def test_large_ones_need_an_administrator(momo, fritz, settings):
    settings.ADJUSTMENT_LARGE = 1000
    vera = person("vera")
    asked = wanted(momo, vera, amount=1001)
    with pytest.raises(AdministratorNeeded):
        approve_adjustment(adjustment_id=asked.pk, by=fritz)
    approve_adjustment(adjustment_id=asked.pk, by=administrator("ada"))
    approve_adjustment(adjustment_id=wanted(momo, vera, amount=1000).pk, by=fritz)
    assert balance(vera) == 2001


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": LARGEST_ADJUSTMENT + 1}, "amount"),
        ({"amount": -LARGEST_ADJUSTMENT - 1}, "amount"),
        ({"account": "reserved"}, "account"),
        ({"account": "fees"}, "account"),
        ({"unit": "dollar"}, "unit"),
        ({"account": "earnings", "unit": "point"}, "unit"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(momo, said, field):
    with pytest.raises(Invalid) as refusal:
        wanted(momo, person("vera"), **said)
    assert list(refusal.value.errors) == [field]
    assert (rows(), AuditLog.objects.filter(act__startswith="adjustment").count()) == ([], 0)


def test_no_more_is_taken_than_there_is(momo, fritz):
    vera = person("vera")
    give_tokens(vera, 100)
    asked = wanted(momo, vera, amount=-101)
    with pytest.raises(InsufficientFunds):
        approve_adjustment(adjustment_id=asked.pk, by=fritz)
    assert (rows()[0].state, balance(vera)) == ("requested", 100)
    approve_adjustment(adjustment_id=wanted(momo, vera, amount=-100).pk, by=fritz)
    assert balance(vera) == 0


def test_points_and_earnings_are_corrected_too(momo, fritz):
    vera = person("vera")
    for said in ({"unit": "point"}, {"account": "earnings"}):
        approve_adjustment(adjustment_id=wanted(momo, vera, **said).pk, by=fritz)
    assert (wallet_of(vera.pk, Unit.POINT).balance, earnings_of(vera.pk).balance, balance(vera)) == (500, 500, 0)


def test_what_is_decided_stays_decided(momo, fritz):
    vera = person("vera")
    refused, withdrawn = wanted(momo, vera), wanted(momo, vera)
    refuse_adjustment(adjustment_id=refused.pk, by=fritz, answer="No reason to")
    withdraw_adjustment(adjustment_id=withdrawn.pk, by=momo)
    for asked in (refused, withdrawn):
        with pytest.raises(AdjustmentDecided):
            approve_adjustment(adjustment_id=asked.pk, by=fritz)
    assert [row.state for row in rows()] == ["refused", "withdrawn"]
    assert balance(vera) == 0


def test_a_reversal_needs_a_second_person_too(momo, fritz):
    vera = person("vera")
    gift = give_tokens(vera, 300)
    asked = request_reversal(by=momo, transfer_id=gift.transfer_id, reason="Sent twice")
    with pytest.raises(SecondPersonNeeded):
        approve_adjustment(adjustment_id=asked.pk, by=momo)
    with pytest.raises(ReversalRequested):
        request_reversal(by=fritz, transfer_id=gift.transfer_id, reason="Me too")
    approve_adjustment(adjustment_id=asked.pk, by=fritz)
    assert balance(vera) == 0
    again = request_reversal(by=momo, transfer_id=gift.transfer_id, reason="Once more")
    with pytest.raises(AlreadyReversed):
        approve_adjustment(adjustment_id=again.pk, by=fritz)


def test_nobody_reverses_what_they_took_part_in(momo, fritz):
    own, others = give_tokens(momo, 300), give_tokens(fritz, 300)
    with pytest.raises(NotYourOwnAccount):
        request_reversal(by=momo, transfer_id=own.transfer_id, reason="Mine")
    asked = request_reversal(by=momo, transfer_id=others.transfer_id, reason="His")
    with pytest.raises(NotYourOwnAccount):
        approve_adjustment(adjustment_id=asked.pk, by=fritz)


def test_a_gift_goes_back_as_a_gift(momo, fritz):
    vera, rita = person("vera"), a_creator("rita")
    give_tokens(vera, 1000)
    slug = (
        GiftType.objects.on_offer()
        .filter(level=1, price__range=(10, 1000))
        .order_by("-price")
        .values_list("slug", flat=True)[0]
    )
    given = give_gift(sender=vera, creator=rita, gift=slug, quantity=1, key="a-gift-00001").gift
    asked = request_reversal(by=momo, transfer_id=given.transfer_id, reason="A child pressed it")
    approve_adjustment(adjustment_id=asked.pk, by=fritz)
    with acting_as_house():
        assert Gift.objects.get(pk=given.pk).status == "refunded"
    assert (balance(vera), earnings_of(rita.user_id).balance) == (1000, 0)


def test_what_belongs_to_something_else_is_not_reversed_by_hand(momo):
    with pytest.raises(TransferNotFound):
        request_reversal(by=momo, transfer_id=uuid4(), reason="Nothing")
    vera = person("vera")
    legs = (Leg(house_account(AccountKind.ISSUANCE).pk, -5), Leg(wallet_of(vera.pk).pk, 5))
    bought = post(Order(kind=TransferKind.PURCHASE, legs=legs))
    with pytest.raises(CannotBeReversed):
        request_reversal(by=momo, transfer_id=bought.transfer_id, reason="Bought")


def test_adjustments_are_hidden_from_everybody_but_the_house_and_their_person(momo):
    vera = person("vera")
    wanted(momo, vera)
    with acting_as(momo.pk):
        assert Adjustment.objects.count() == 0
    assert Adjustment.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_ten_who_approve_at_once_move_it_once():
    momo, fritz, vera = finance("momo"), finance("fritz"), person("vera")
    asked = wanted(momo, vera)

    def decide(_number):
        try:
            return approve_adjustment(adjustment_id=asked.pk, by=fritz).state
        except AdjustmentDecided as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(decide, range(10)))
    assert (answers.count("approved"), balance(vera)) == (1, 500)


def desk_of(somebody):
    return logged_in(somebody, second_factor=True)


CORRECTION = {"username": "vera", "direction": "take", "account": "wallet token", "amount": "40", "reason": "Twice"}


def test_the_desk_asks_and_decides(momo, fritz):
    vera = person("vera")
    give_tokens(vera, 100)
    answer = desk_of(momo).post(f"{LIST}add/", CORRECTION)
    assert answer.status_code == 302
    asked = rows()[0]
    assert (asked.amount, asked.requested_by, asked.person) == (-40, momo, vera)
    approve = {"action": "approve", "_selected_action": str(asked.pk), "reason": "I looked"}
    own = desk_of(momo).post(LIST, approve, follow=True).content.decode()
    assert "Somebody else has to look at it" in own
    desk = desk_of(fritz)
    assert "Waits for a second person" in desk.get(LIST).content.decode()
    desk.post(LIST, approve)
    assert (rows()[0].state, balance(vera)) == ("approved", 60)
    assert LogEntry.objects.filter(user=fritz).get().get_change_message() == "Approved: I looked"
    assert desk.get(f"{LIST}{asked.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("username", "ghost", 400),
        ("username", "momo", 403),
        ("amount", "-5", 400),
        ("amount", "1e3", 400),
        ("amount", "", 400),
        ("direction", "sideways", 400),
        ("account", "fees token", 400),
        ("reason", "", 400),
        ("reason", "nul\0", 400),
    ],
)
def test_the_form_says_what_is_wrong(momo, field, value, status):
    person("vera")
    answer = desk_of(momo).post(f"{LIST}add/", {**CORRECTION, field: value})
    assert answer.status_code == status
    assert rows() == []


def test_the_desk_asks_for_a_reversal(momo):
    gift = give_tokens(person("vera"), 300)
    desk = desk_of(momo)
    page = desk.get(f"{LIST}reverse/?transfer={gift.transfer_id}").content.decode()
    assert str(gift.transfer_id) in page
    assert desk.post(f"{LIST}reverse/", {"transfer_id": str(uuid4()), "reason": "Because"}).status_code == 404
    assert desk.post(f"{LIST}reverse/", {"transfer_id": "x", "reason": "Because"}).status_code == 400
    desk.post(f"{LIST}reverse/", {"transfer_id": str(gift.transfer_id), "reason": "Because"})
    assert rows()[0].original_id == gift.transfer_id


def test_who_is_not_of_finance_sees_none_of_it():
    desk = desk_of(person("mo", is_staff=True))
    for address in (LIST, f"{LIST}add/", f"{LIST}reverse/", f"{LIST}figures/"):
        assert desk.get(address).status_code == 403


def test_what_waits_is_on_the_first_page_of_the_desk(momo, fritz):
    wanted(momo, person("vera"))
    assert "Adjustments" in desk_of(fritz).get("/admin/").content.decode()


def test_the_figures_are_exact_and_sum_to_nothing(momo, fritz):
    vera = person("vera")
    give_tokens(vera, 12_345)
    approve_adjustment(adjustment_id=wanted(momo, vera, amount=55).pk, by=fritz)
    tokens, points = house_figures()
    assert (tokens.in_circulation, tokens.total, points.in_circulation, points.total) == (12_400, 0, 0, 0)
    page = desk_of(momo).get(f"{LIST}figures/").content.decode()
    assert "12,400" in page
    assert "The sum is zero" in page
