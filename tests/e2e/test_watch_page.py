"""The page of a show by itself: broken connections, keys, reading on, and no scripts at all."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.tests.ensemble import a_creator, a_person
from roastlive.lib.eventstore import store
from streams.collections import CHAT
from streams.models import StreamReminder
from streams.services.chat.authors import author_in
from streams.services.chat.composing import compose
from streams.services.chat.lines import line_event, put_into_room
from streams.services.goals import set_goal
from streams.services.polls import open_poll
from streams.tests.stage import a_live_show, a_show
from tests.e2e.conftest import PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.sockets, pytest.mark.django_db(transaction=True)]


def said(show, person, *texts):
    for text in texts:
        put_into_room(show.pk, line_event(show, author_in(show, person), compose(text, channel_id=show.creator_id)))


def field(page):
    return page.get_by_role("combobox", name="Your line")


def in_the_room(visitor, show, name=""):
    if name:
        visitor.log_in(name)
    page = visitor.visit(f"/live/{show.pk}/")
    expect(page.locator("html")).to_have_attribute("data-live", "open")
    return page


class Cable:
    """Between a page and the house; it can be pulled."""

    def __init__(self, page):
        self.is_out = False
        self.ends = []
        page.route_web_socket("**/ws/live/**", self.plug)

    def plug(self, end):
        if self.is_out:
            end.close(code=1012)
        else:
            end.connect_to_server()
            self.ends.append(end)

    def pull(self):
        self.is_out = True
        for end in self.ends:
            end.close(code=1012)


def test_what_is_said_without_a_connection_arrives_once_it_is_back(visitor_with):
    show = a_live_show()
    a_person("vera")
    visitor = visitor_with()
    cable = Cable(visitor.page)
    page = in_the_room(visitor, show, "vera")
    field(page).fill("half a thou")
    cable.pull()
    expect(page.get_by_text("Connection lost. Coming back.")).to_be_visible()
    expect(field(page)).to_have_value("half a thou")
    field(page).fill("a whole thought")
    field(page).press("Enter")
    expect(page.locator(".line--pending")).to_contain_text("Not sent yet.")

    # Also when the page is loaded anew in between, with a draft of the next line.
    field(page).fill("and anoth")
    page.reload()
    expect(page.locator(".line--pending")).to_contain_text("a whole thought")
    expect(field(page)).to_have_value("and anoth")
    cable.is_out = False
    expect(page.locator(".line[data-line]", has_text="a whole thought")).to_have_count(1, timeout=40_000)
    expect(page.locator(".line--pending")).to_have_count(0)
    expect(page.locator("[data-connection]")).to_have_text("")
    assert [event["text"] for event in store().page(CHAT, show.pk, limit=10).events] == ["a whole thought"]


def test_lines_are_walked_by_keys_and_their_menu_comes_back_to_them(visitor_with):
    show = a_live_show()
    said(show, a_person("emil"), "one", "two", "three")
    a_person("vera")
    page = in_the_room(visitor_with(), show, "vera")
    page.locator("[data-log]").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".line:focus")).to_contain_text("two")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Reply")).to_be_focused()
    expect(page.get_by_role("menuitem", name="Take it away")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".line:focus")).to_contain_text("two")
    page.keyboard.press("r")
    expect(page.locator("[data-reply-words]")).to_have_text("emil: two")
    field(page).fill("two it is, @em")
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("two it is, @emil ")
    page.keyboard.press("Enter")
    mine = page.locator(".line[data-line]", has_text="two it is")
    expect(mine.locator(".line__reply")).to_contain_text("emil two")
    expect(mine.locator(".mention")).to_have_text("@emil")


def test_whoever_scrolls_up_reads_on_and_is_told_of_new_lines(visitor_with):
    show = a_live_show()
    emil = a_person("emil")
    said(show, emil, *(f"number {number:03}" for number in range(1, 121)))
    page = in_the_room(visitor_with(), show)
    log = page.locator("[data-log]")
    expect(log.locator(".line").first).to_contain_text("number 041")
    expect(log.locator(".line").last).to_be_in_viewport()
    log.evaluate("log => log.scrollTo(0, 0)")
    expect(log.locator(".line").first).to_contain_text("number 001")
    expect(log.locator(".line")).to_have_count(120)
    log.evaluate("log => log.scrollTo(0, 0)")
    said(show, emil, "something new")
    page.get_by_role("button", name="1 new line").click()
    expect(log.locator(".line").last).to_contain_text("something new")
    expect(log.locator(".line").last).to_be_in_viewport()


def test_lines_are_not_read_aloud_to_whoever_does_not_want_it(visitor_with):
    show = a_live_show()
    visitor = visitor_with()
    page = in_the_room(visitor, show)
    expect(page.locator("[data-log]")).to_have_attribute("aria-live", "polite")
    page.get_by_role("button", name="Do not read new lines aloud").click()
    expect(page.locator("[data-log]")).to_have_attribute("aria-live", "off")
    page.reload()
    expect(page.locator("[data-log]")).to_have_attribute("aria-live", "off")


def test_whoever_is_not_logged_in_sees_all_and_is_shown_the_door(visitor_with):
    show = a_live_show()
    said(show, a_person("emil"), "good evening")
    visitor = visitor_with(size=PHONE)
    page = in_the_room(visitor, show)
    expect(page.get_by_text("good evening")).to_be_visible()
    page.get_by_role("button", name="Fire").click()
    expect(page.get_by_text("Log in to react.")).to_be_visible()
    door = page.locator(".composer").get_by_role("link", name="Log in")
    expect(door).to_have_attribute("href", f"/login/?next=/live/{show.pk}/")
    assert visitor.troubles == []


def test_a_show_stands_without_scripts(visitor_with):
    rita = a_creator("rita")
    show = a_live_show(rita, title="Bring your worst")
    said(show, a_person("emil"), "<b>good</b> evening")
    set_goal(stream_id=show.pk, by=rita.user, title="Eat a lemon", target=200)
    open_poll(stream_id=show.pk, by=rita.user, question="Who was it?", choices=["The butler", "The cook"], seconds=60)
    visitor = visitor_with(java_script_enabled=False)
    page = visitor.page
    page.goto(f"{visitor.house}/live/{show.pk}/")
    expect(page.get_by_role("heading", name="Bring your worst")).to_be_visible()
    for words in ("<b>good</b> evening", "Eat a lemon", "Who was it?", "The butler"):
        expect(page.get_by_text(words)).to_be_visible()


def test_a_show_that_comes_says_when_and_reminds(visitor_with):
    show = a_show(title="Roast of the year")
    vera = a_person("vera")
    visitor = visitor_with(timezone_id="Asia/Tokyo")
    page = in_the_room(visitor, show, "vera")
    expect(page.locator(".player__title:visible")).to_contain_text("Starts")
    page.get_by_role("button", name="Tell me when it starts").click()
    expect(page.get_by_role("button", name="You will be told")).to_be_visible()
    assert StreamReminder.objects.filter(stream=show, person=vera).exists()
    assert visitor.barriers() == visitor.troubles == []
