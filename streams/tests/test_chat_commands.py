"""Lines that begin with a slash."""

from __future__ import annotations

import pytest

from accounts.tests.ensemble import a_person
from moderation.errors import Sanctioned
from moderation.models import SafewordTrigger, UserSanction
from moderation.services.settings import set_safe_word
from roastlive.lib.errors import DomainError, Forbidden, Invalid
from streams.errors import BadCommand, NobodyCalled, UnknownCommand
from streams.models import Poll
from streams.selectors.chat import modes_as_shown, modes_row, pinned_in
from streams.services.chat.commands import COMMANDS
from streams.services.chat.shield import SHIELDED, set_shield
from streams.services.chat.speaking import speak
from streams.services.life import end_stream
from streams.tests.chatting import a_moderator, a_room, said, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def show():
    return a_room()


def types(show, text, by=None):
    return speak(stream=show, person=by or show.creator.user, text=text)


def test_a_viewer_commands_nothing_and_is_told_what_is_none(show):
    vera = a_person("vera")
    for name in COMMANDS:
        with pytest.raises(Forbidden):
            types(show, f"/{name} vera 10", by=vera)
    with pytest.raises(UnknownCommand):
        types(show, "/dance", by=vera)
    assert seen(show) == []


@pytest.mark.parametrize("text", ["/", "/ ", "/dance", "/BANN vera", "/'"])
def test_what_is_no_command(show, text):
    with pytest.raises(UnknownCommand):
        types(show, text)


@pytest.mark.parametrize(
    "text",
    [
        *("/timeout", "/timeout vera soon", "/timeout vera -5", "/ban", "/unban", "/slow", "/slow fast", "/delay"),
        *("/followers maybe", "/shield perhaps", "/announce", "/poll", "/poll 60s", "/pin"),
    ],
)
def test_a_command_that_is_misspelt_says_how_it_goes(show, text):
    a_person("vera")
    with pytest.raises(BadCommand) as refusal:
        types(show, text)
    assert "/" in str(refusal.value)


@pytest.mark.parametrize("text", ["/slow 1", "/slow 9999999d", "/delay 5", "/timeout vera 30d", "/poll Who? one"])
def test_values_that_are_none(show, text):
    a_person("vera")
    with pytest.raises(Invalid):
        types(show, text)


def test_nobody_of_that_name(show):
    with pytest.raises(NobodyCalled):
        types(show, "/ban nemo")


def test_taking_the_word_and_giving_it_back(show):
    vera, greta = a_person("vera"), a_moderator(show)
    said(show, vera, "hello")
    assert "vera" in types(show, "/timeout @vera 10m too loud", by=greta)["done"]
    assert UserSanction.objects.get().reason == "too loud"
    with pytest.raises(Sanctioned):
        said(show, vera, "hello")
    types(show, "/untimeout vera")
    types(show, "/ban vera enough")
    types(show, "/unban vera")
    said(show, vera, "back")
    assert seen(show) == ["back"]


def test_modes_are_switched(show):
    for text in ("/slow 10s", "/followers", "/subscribers on", "/emotes on", "/unique", "/delay 4"):
        types(show, text)
    shown = modes_as_shown(show)
    assert (shown["slow"], shown["delay"]) == (10, 4)
    assert all(shown[name] for name in ("followers", "subscribers", "emotes", "unique"))
    types(show, "/slow off")
    types(show, "/followers off")
    assert not modes_as_shown(show)["slow"]
    assert not modes_as_shown(show)["followers"]


def test_announcing_asking_pinning_and_clearing(show):
    types(show, "/announce Ten more minutes")
    assert seen(show) == ["Ten more minutes"]
    types(show, '/poll 60s "Who was it?" "The butler" "The cook"')
    assert Poll.objects.get().choices.count() == 2
    said(show, a_person("vera"), "the point")
    types(show, "/pin vera")
    assert pinned_in(show)["message"]["text"] == "the point"
    types(show, "/pin off")
    assert pinned_in(show)["message"] is None
    types(show, "/clear")
    assert seen(show) == []


def test_who_does_something_and_who_says_a_slash(show):
    vera = a_person("vera")
    done = types(show, "/me bows", by=vera)["message"]
    assert (done["kind"], done["text"]) == ("action", "bows")
    assert types(show, "//ban is a command", by=vera)["message"]["text"] == "/ban is a command"


def test_the_shield_goes_up_and_everything_is_as_it_was(show):
    types(show, "/slow 30s")
    before = {name: getattr(modes_row(show), name) for name in SHIELDED}
    with pytest.raises(Forbidden):
        set_shield(stream=show, by=a_person("vera"), on=True)
    types(show, "/shield on")
    types(show, "/shield on")
    assert modes_as_shown(show)["shield"]
    assert {name: getattr(modes_row(show), name) for name in SHIELDED} == SHIELDED
    types(show, "/shield off")
    types(show, "/shield off")
    assert not modes_as_shown(show)["shield"]
    assert {name: getattr(modes_row(show), name) for name in SHIELDED} == before


def test_the_performers_own_safe_word_is_heard_whatever_becomes_of_the_line(show, django_capture_on_commit_callbacks):
    set_safe_word(channel=show.creator, phrase="purple elephant")
    said(show, a_person("vera"), "a purple elephant")
    assert not SafewordTrigger.objects.exists()
    for _again in range(2):
        try:
            said(show, show.creator.user, "PURPLE, elephant!")
        except DomainError:
            pytest.fail("A performer says their word whenever they want.")
    heard = SafewordTrigger.objects.get()
    assert (heard.where_kind, heard.where_id, heard.by) == ("stream", show.pk, show.creator.user)
    with django_capture_on_commit_callbacks(execute=True):
        end_stream(stream_id=show.pk, by=show.creator.user)
    heard.refresh_from_db()
    assert heard.resolved_at
