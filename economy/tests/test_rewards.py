from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services.blocking import block
from accounts.services.following import follow
from accounts.tests.cast import logged_in, person
from accounts.tests.ensemble import a_creator
from economy.errors import RewardNotFound, TooManyRewards
from economy.models import LoyaltyRedemption, LoyaltyReward
from economy.services.redemptions import redeem
from economy.services.rewards import REWARDS_MOST, Offer, change_reward, offer_reward, retire_reward, return_reward
from economy.tests.shelf import a_reward, finance, give_points, points_of, sanctioned
from moderation.errors import Sanctioned
from roastlive.lib.errors import Invalid
from roastlive.lib.rls import acting_as_house

pytestmark = pytest.mark.django_db
API = "/api/v1/"
TYPED = {"title": "A shout-out", "price": "250", "drawing": "shout"}


@pytest.fixture
def rita():
    return a_creator("rita")


@pytest.fixture
def vera():
    vera = person("vera")
    give_points(vera, 500)
    return vera


def pending():
    with acting_as_house():
        return list(LoyaltyRedemption.objects.order_by("id"))


def test_a_creator_fills_changes_and_empties_their_shelf(client, rita):
    client.force_login(rita.user)
    more = {"question": "Whom?", "stock": "5", "per_person": "1", "cooldown": "48", "description": "With love"}
    assert client.post(reverse("economy:new_reward"), {**TYPED, **more})["Location"] == "/studio/rewards/"
    reward = LoyaltyReward.objects.get()
    assert (reward.creator, reward.price, reward.stock, reward.cooldown) == (rita, 250, 5, timedelta(days=2))
    page = client.get(reverse("economy:edit_reward", args=[reward.pk])).content.decode()
    assert 'value="48"' in page
    client.post(reverse("economy:edit_reward", args=[reward.pk]), {**TYPED, "price": "300"})
    reward.refresh_from_db()
    assert (reward.price, reward.stock, reward.question) == (300, None, "")
    client.post(reverse("economy:shelve_reward", args=[reward.pk]))
    reward.refresh_from_db()
    assert reward.retired_at is not None
    client.post(reverse("economy:shelve_reward", args=[reward.pk]), {"return": "1"})
    reward.refresh_from_db()
    assert reward.retired_at is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "ab"),
        ("title", "x" * 61),
        ("title", "nul\0nul"),
        ("price", "0"),
        ("price", "-5"),
        ("price", "1000001"),
        ("price", "1_000"),
        ("price", "1.5"),
        ("price", "٣"),
        ("drawing", "skull"),
        ("stock", "0"),
        ("per_person", "0"),
        ("cooldown", "9000"),
        ("starts_at", "yesterday"),
        ("description", "x" * 501),
        ("question", "x" * 121),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(client, rita, field, value):
    client.force_login(rita.user)
    answer = client.post(reverse("economy:new_reward"), {**TYPED, field: value})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert LoyaltyReward.objects.count() == 0


def test_it_ends_after_it_begins_and_an_answer_has_a_reader(rita):
    now = timezone.now()
    offer = Offer(title="Both wrong", price=5, starts_at=now, ends_at=now, is_automatic=True, question="Whom?")
    with pytest.raises(Invalid) as refusal:
        offer_reward(creator=rita, offer=offer)
    assert sorted(refusal.value.errors) == ["ends_at", "is_automatic"]


def test_there_are_never_fewer_than_were_taken(rita, vera):
    reward = a_reward(rita, stock=3)
    redeem(person=vera, reward_id=reward.pk)
    redeem(person=vera, reward_id=reward.pk)
    with pytest.raises(Invalid) as refusal:
        change_reward(reward_id=reward.pk, creator=rita, offer=Offer(title="A shout-out", price=100, stock=1))
    assert list(refusal.value.errors) == ["stock"]


def test_what_was_redeemed_keeps_price_and_title(rita, vera):
    reward = a_reward(rita)
    redeem(person=vera, reward_id=reward.pk)
    change_reward(reward_id=reward.pk, creator=rita, offer=Offer(title="Dearer", price=400))
    assert (pending()[0].title, pending()[0].price) == ("A shout-out", 100)


def test_a_shelf_holds_so_many_and_no_more(rita):
    rewards = [a_reward(rita, title=f"Number {number}") for number in range(REWARDS_MOST)]
    with pytest.raises(TooManyRewards):
        a_reward(rita)
    retire_reward(reward_id=rewards[0].pk, creator=rita)
    assert a_reward(rita)
    with pytest.raises(TooManyRewards):
        return_reward(reward_id=rewards[0].pk, creator=rita)


def test_nobody_touches_the_shelf_of_somebody_else(client, rita, vera):
    reward, otto = a_reward(rita), a_creator("otto")
    with pytest.raises(RewardNotFound):
        change_reward(reward_id=reward.pk, creator=otto, offer=Offer(title="Mine now", price=1))
    with pytest.raises(RewardNotFound):
        retire_reward(reward_id=reward.pk, creator=None)
    for stranger, status in ((otto.user, 404), (vera, 404)):
        client.force_login(stranger)
        assert client.get(reverse("economy:edit_reward", args=[reward.pk])).status_code == status
        assert client.post(reverse("economy:shelve_reward", args=[reward.pk])).status_code == status


def test_who_may_not_be_given_anything_offers_nothing(rita):
    sanctioned(rita.user, "suspension")
    with pytest.raises(Sanctioned):
        a_reward(rita)


def test_the_shelf_shows_what_one_can_have_and_what_is_still_to_go(client, rita, vera):
    follow(follower=vera, creator=rita)
    a_reward(rita, title="Within reach", price=500)
    a_reward(rita, title="Out of reach", price=800)
    a_reward(title="From upstairs", price=2000)
    a_reward(a_creator("otto"), title="From a stranger", price=1)
    client.force_login(vera)
    page = client.get(reverse("economy:rewards")).content.decode()
    assert "Within reach" in page
    assert "300 points to go" in page
    assert "1,500 points to go" in page
    assert "From a stranger" not in page


def test_the_way_to_the_next_reward_is_shown_while_nothing_can_be_had(client, vera):
    a_reward(title="From upstairs", price=2000)
    client.force_login(vera)
    page = client.get(reverse("economy:rewards")).content.decode()
    assert "500 of 2,000" in page


def test_a_channel_shows_its_rewards_to_everybody(client, rita, vera):
    reward = a_reward(rita)
    assert "A shout-out" in client.get("/@rita/").content.decode()
    door = client.get(reverse("economy:reward", args=[reward.pk]))
    assert (door.status_code, door["Location"].startswith("/login/")) == (302, True)
    client.force_login(vera)
    assert "Redeem" in client.get("/@rita/").content.decode()
    client.force_login(rita.user)
    assert "Yours to give" in client.get("/@rita/").content.decode()


def test_the_page_asks_once_redeems_once_and_says_what_is_wrong(client, rita, vera):
    reward = a_reward(rita, question="Whom?", price=500)
    client.force_login(vera)
    asked = client.get(reverse("economy:reward", args=[reward.pk]))
    key = asked.context["key"]
    address = reverse("economy:redeem", args=[reward.pk])
    empty = client.post(address, {"key": key, "words": " "})
    assert (empty.status_code, points_of(vera)) == (400, 500)
    for _press in range(3):
        assert client.post(address, {"key": key, "words": "You"})["Location"] == "/rewards/mine/"
    assert (points_of(vera), len(pending())) == (0, 1)
    poor = client.post(address, {"key": "another-key", "words": "You"})
    assert (poor.status_code, "does not cover" in poor.content.decode()) == (409, True)
    assert client.post(address, {"words": "You"}).status_code == 400
    assert "You" in client.get(reverse("economy:my_rewards")).content.decode()


def test_a_dialog_is_the_page_without_its_frame(client, rita, vera):
    client.force_login(vera)
    url = reverse("economy:reward", args=[a_reward(rita).pk])
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<dialog" in part
    assert "<html" not in part


def test_the_studio_decides_and_strangers_do_not(client, rita, vera):
    made = redeem(person=vera, reward_id=a_reward(rita).pk)
    address = reverse("economy:decide_redemption", args=[made.pk])
    client.force_login(vera)
    assert client.post(address, {"decision": "fulfil"}).status_code == 404
    client.force_login(rita.user)
    client.post(address, {"decision": "cancel", "note": ""})
    client.post(address, {"decision": "burn"})
    assert pending()[0].status == "pending"
    client.post(address, {"decision": "cancel", "note": "No time"})
    assert (pending()[0].status, pending()[0].note, points_of(vera)) == ("cancelled", "No time", 500)
    client.post(address, {"decision": "fulfil"})
    assert pending()[0].status == "cancelled"


def test_who_is_no_creator_has_no_studio(client, vera):
    client.force_login(vera)
    for name in ("studio_rewards", "new_reward", "studio_earnings", "studio_earnings_file"):
        assert client.get(reverse(f"economy:{name}")).status_code == 404


@pytest.mark.parametrize("before", ["x", "' OR 1=1", "0" * 400])
def test_a_place_in_a_list_that_is_none_is_refused(client, vera, before):
    client.force_login(vera)
    assert client.get(reverse("economy:my_rewards"), {"before": before}).status_code == 400


def test_the_shelf_costs_the_same_however_full_it_is(client, vera, django_assert_max_num_queries):
    client.force_login(vera)
    for number in range(12):
        creator = a_creator(f"creator{number}")
        follow(follower=vera, creator=creator)
        a_reward(creator, title=f"Reward {number}", price=10 + number)
    with django_assert_max_num_queries(40):
        client.get(reverse("economy:rewards"))


def programme(somebody):
    return logged_in(somebody)


def keyed(key="a-key-00001"):
    return {"Idempotency-Key": key}


def test_a_program_sees_the_shelf_and_redeems_once(rita, vera):
    reward = a_reward(rita, question="Whom?")
    a_reward(rita, title="Gone already", ends_at=timezone.now() + timedelta(days=1))
    client = programme(vera)
    shelf = client.get(f"{API}rewards/", {"creator": "rita"}).json()["results"]
    assert [(one["title"], one["creator"], one["left"]) for one in shelf] == [
        ("Gone already", "rita", None),
        ("A shout-out", "rita", None),
    ]
    body = {"reward": str(reward.pk), "words": "You"}
    first = client.post(f"{API}redemptions/", body, "application/json", headers=keyed())
    again = client.post(f"{API}redemptions/", body, "application/json", headers=keyed())
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 201, "true")
    assert first.json() == again.json()
    assert points_of(vera) == 400
    other = client.post(f"{API}redemptions/", {**body, "words": "Me"}, "application/json", headers=keyed())
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert client.post(f"{API}redemptions/", body, "application/json").status_code == 400
    assert client.get(f"{API}points/").json()["points"] == 400


def test_both_sides_decide_by_program_and_nobody_else(rita, vera):
    first, second = (redeem(person=vera, reward_id=a_reward(rita).pk) for _ in range(2))
    theirs, hers, stranger = programme(rita.user), programme(vera), programme(person("otto"))
    assert stranger.get(f"{API}redemptions/{first.pk}/").status_code == 404
    for act in ("fulfil", "cancel"):
        address = f"{API}redemptions/{first.pk}/{act}/"
        answer = stranger.post(address, {}, "application/json", headers=keyed())
        assert (answer.status_code, answer.json()["code"]) == (404, "redemption_not_found")
    assert hers.post(f"{API}redemptions/{first.pk}/fulfil/", {}, "application/json", headers=keyed()).status_code == 404
    done = theirs.post(f"{API}redemptions/{first.pk}/fulfil/", {"note": "There"}, "application/json", headers=keyed())
    assert (done.status_code, done.json()["status"], done.json()["note"]) == (200, "fulfilled", "There")
    back = hers.post(f"{API}redemptions/{second.pk}/cancel/", {}, "application/json", headers=keyed())
    assert (back.json()["status"], points_of(vera)) == ("cancelled", 400)
    late = theirs.post(f"{API}redemptions/{second.pk}/cancel/", {"note": "Why"}, "application/json", headers=keyed())
    assert (late.status_code, late.json()["code"]) == (409, "redemption_decided")
    assert len(theirs.get(f"{API}redemptions/", {"side": "offered", "status": "fulfilled"}).json()["results"]) == 1
    assert len(hers.get(f"{API}redemptions/").json()["results"]) == 2
    assert stranger.get(f"{API}redemptions/").json()["results"] == []


def test_a_creator_keeps_a_shelf_by_program(rita, vera):
    client = programme(rita.user)
    made = client.post(f"{API}rewards/", {"title": "By program", "price": 70, "cooldown_hours": 3}, "application/json")
    assert (made.status_code, made.json()["cooldown_hours"], made.json()["creator"]) == (201, 3, "rita")
    address = f"{API}rewards/{made.json()['id']}/"
    changed = client.patch(address, {"price": 80, "automatic": True}, "application/json").json()
    assert (changed["price"], changed["title"], changed["automatic"], changed["cooldown_hours"]) == (
        80,
        "By program",
        True,
        3,
    )
    other = programme(vera)
    assert other.post(f"{API}rewards/", {"title": "Nope", "price": 1}, "application/json").status_code == 404
    assert other.patch(address, {"price": 1}, "application/json").status_code == 404
    assert client.delete(address).status_code == 204
    assert other.get(address).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": 0},
        {"price": "5"},
        {"price": 1.5},
        {"price": True},
        {"price": 10**15},
        {"title": 7},
        {"stock": -1},
        {"taken": 5},
        {"creator": "otto"},
        {"drawing": "x"},
    ],
)
def test_what_a_program_sends_wrong_is_refused_at_its_field(rita, wrong):
    answer = programme(rita.user).post(f"{API}rewards/", {"title": "Fine", "price": 5, **wrong}, "application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(wrong))
    assert LoyaltyReward.objects.count() == 0


def test_a_reward_that_is_none_is_not_found(vera):
    answer = programme(vera).post(f"{API}redemptions/", {"reward": str(uuid4())}, "application/json", headers=keyed())
    assert (answer.status_code, answer.json()["code"]) == (404, "reward_not_found")


def test_after_a_block_the_shelf_is_empty(rita, vera):
    reward = a_reward(rita)
    block(blocker=vera, blocked=rita.user)
    client = programme(vera)
    assert client.get(f"{API}rewards/", {"creator": "rita"}).json()["results"] == []
    assert client.get(f"{API}rewards/{reward.pk}/").status_code == 404


def test_the_desk_keeps_the_houses_shelf_and_serves_its_queue(vera):
    desk = logged_in(finance("momo"), second_factor=True)
    desk.post("/admin/economy/loyaltyreward/add/", {**TYPED, "title": "A rosette"})
    reward = LoyaltyReward.objects.get()
    assert (reward.creator, reward.title) == (None, "A rosette")
    wrong = desk.post("/admin/economy/loyaltyreward/add/", {**TYPED, "price": "x"})
    assert wrong.status_code == 400
    page = f"/admin/economy/loyaltyreward/{reward.pk}/change/"
    assert desk.get(page).status_code == 200
    desk.post(page, {**TYPED, "title": "A larger rosette"})
    made = redeem(person=vera, reward_id=reward.pk)
    assert "Rewards of the house" in desk.get("/admin/").content.decode()
    act = {"action": "fulfil", "_selected_action": str(made.pk), "reason": "It is yours"}
    desk.post("/admin/economy/loyaltyredemption/", act)
    assert (pending()[0].status, pending()[0].note, pending()[0].title) == (
        "fulfilled",
        "It is yours",
        "A larger rosette",
    )


def test_the_desk_only_takes_off_what_creators_offer(rita):
    reward = a_reward(rita)
    desk = logged_in(finance("momo"), second_factor=True)
    page = f"/admin/economy/loyaltyreward/{reward.pk}/change/"
    assert desk.post(page, {**TYPED, "title": "Mine"}).status_code == 403
    act = {"action": "take_off", "_selected_action": str(reward.pk), "reason": "Against the rules"}
    desk.post("/admin/economy/loyaltyreward/", act)
    reward.refresh_from_db()
    assert (reward.title, reward.retired_at is None) == ("A shout-out", False)
