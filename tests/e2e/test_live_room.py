"""Three people and somebody who keeps order in one room."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import Follow
from accounts.tests.ensemble import a_creator, a_person
from economy.tests.purse import purse, somebody_with
from moderation.models import ChannelDelegate
from streams.models import ChallengeGoal, HeldMessage, Milestone, StreamStats
from streams.services.goals import set_goal
from streams.services.milestones import check_milestones
from streams.services.polls import open_poll
from streams.tests.stage import a_live_show
from tests.e2e.conftest import DESK, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.sockets, pytest.mark.django_db(transaction=True)]


def in_the_room(visitor, show, name=None):
    if name:
        visitor.log_in(name)
    page = visitor.visit(f"/live/{show.pk}/")
    expect(page.locator("html")).to_have_attribute("data-live", "open")
    return page


def say(page, text):
    page.get_by_label("Your line").fill(text)
    page.get_by_role("button", name="Say it").click()


def test_a_room_talks_reacts_gives_votes_and_is_kept_in_order(visitor_with):
    rita = a_creator("rita", stage_name="Rita Rust")
    show = a_live_show(rita, title="Bring your worst")
    StreamStats.objects.create(stream=show)
    somebody_with(10_000, "vera")
    a_person("emil")
    greta = a_person("greta")
    ChannelDelegate.objects.create(channel=rita, person=greta, may_moderate=True)
    goal = set_goal(stream_id=show.pk, by=rita.user, title="Eat a lemon", target=200)

    vera = in_the_room(visitor_with(), show, "vera")
    emil = in_the_room(visitor_with(size=PHONE, theme="light"), show, "emil")
    order = in_the_room(visitor_with(), show, "greta")

    # Chat, in every page at once, with a name that is meant and an emote.
    say(vera, "hello @emil :flame:")
    line = emil.locator(".line", has_text="hello")
    expect(line.locator(".mention--me")).to_have_text("@emil")
    expect(line.get_by_role("img", name=":flame:")).to_be_visible()

    # Reactions are counted, and the meter moves.
    emil.get_by_role("button", name="Fire").click()
    vera.get_by_role("button", name="Fire").click()
    vera.keyboard.press("6")
    expect(order.locator("[data-count=fire]")).to_have_text("3", timeout=10_000)
    expect(order.locator(".bill__meter roast-meter")).not_to_have_attribute("aria-valuenow", "0", timeout=10_000)

    # A goal fills up, and a poll is answered once.
    card = vera.locator(f"[data-goal='{goal.pk}']")
    card.get_by_label("Tokens").fill("200")
    card.get_by_role("button", name="Chip in").click()
    expect(emil.locator("[data-goal-raised]").first).to_have_text("200")
    expect(emil.get_by_text("Paid for. Now it has to happen.")).to_be_visible()
    open_poll(stream_id=show.pk, by=rita.user, question="Who was it?", choices=["The butler", "The cook"], seconds=60)
    emil.get_by_role("button", name="The butler").click()
    expect(vera.locator("[data-poll-note]")).to_have_text("1 vote")

    # What screening holds reaches those who keep order, and then everybody.
    say(emil, "look at https://spam.example/x")
    expect(emil.locator(".line--held")).to_contain_text("Somebody looks at it first.")
    order.get_by_role("button", name="Let it through").click()
    expect(vera.locator(".line", has_text="spam.example")).to_be_visible()

    # A pause, and a ban that closes the page's socket.
    order.locator(".line", has_text="spam.example").hover()
    order.get_by_role("button", name="What to do with this line").click()
    order.get_by_role("menuitem", name="1 min", exact=True).click()
    expect(vera.locator(".line", has_text="spam.example")).to_have_count(0)
    expect(emil.locator("[data-shut]")).to_contain_text("You are timed out until")
    say(order, "/ban vera enough")
    expect(vera.locator("html")).to_have_attribute("data-live", "closed", timeout=4_000)
    expect(vera.locator("[data-connection]")).to_have_text("You are banned from this channel.")

    assert HeldMessage.objects.get().status == "approved"
    assert ChallengeGoal.objects.get().raised == 200
    assert purse(Follow._meta.get_field("follower").related_model.objects.get(username="vera")) == 9_800


def test_a_gift_is_seen_by_the_room_and_a_milestone_once(visitor_with):
    rita = a_creator("rita", stage_name="Rita Rust")
    show = a_live_show(rita, title="Bring your worst")
    StreamStats.objects.create(stream=show)
    somebody_with(10_000, "vera")
    vera = in_the_room(visitor_with(), show, "vera")
    crowd = in_the_room(visitor_with(), show)
    vera.get_by_role("button", name="Give a gift").click()
    tray = vera.locator("#gift-tray")
    tray.get_by_role("radio", name="Tomato").check()
    tray.get_by_label("How many").fill("10")
    tray.get_by_role("button", name="Send").click()
    expect(crowd.locator(".gift-shown__what")).to_contain_text("Tomato × 10")
    # Whoever counts first celebrates; whoever counts again does not.
    for _count in range(2):
        check_milestones(stream_id=show.pk, kind="gifts", value=10)
    for page in (vera, crowd):
        expect(page.locator("[data-celebration] .celebration__figure")).to_have_text("10")
    assert Milestone.objects.filter(kind="gifts", threshold=10).count() == 1


@pytest.mark.parametrize(("theme", "size"), [("dark", DESK), ("light", PHONE)])
def test_nobody_is_kept_out_of_the_room(visitor_with, theme, size):
    rita = a_creator("rita", stage_name="Rita Rust")
    show = a_live_show(rita, title="Bring your worst")
    StreamStats.objects.create(stream=show)
    set_goal(stream_id=show.pk, by=rita.user, title="Eat a lemon", target=200)
    a_person("emil")
    visitor = visitor_with(theme=theme, size=size)
    page = in_the_room(visitor, show, "emil")
    say(page, "good evening")
    expect(page.locator(".line", has_text="good evening")).to_be_visible()
    assert visitor.barriers() == []
    assert visitor.troubles == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
