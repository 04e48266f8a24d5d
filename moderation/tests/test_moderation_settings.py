"""What creators decide about their own channel, on the page, in the API and in the services."""

import pytest
from django.urls import reverse

from accounts.tests.ensemble import a_creator, a_person
from moderation.errors import DelegateNotFound
from moderation.models import ChannelDelegate, HouseWord, ModerationSettings
from moderation.screening import Category, Speaker, Target, Verdict
from moderation.selectors.settings import may_freeze, may_moderate, settings_of
from moderation.services.house_words import remove_words, save_word
from moderation.services.screening import screen_for
from moderation.services.settings import add_delegate, change_settings, remove_delegate, says_safe_word, set_safe_word
from roastlive.lib.errors import Invalid, NotFound
from roastlive.lib.redis_clients import redis_client

pytestmark = pytest.mark.django_db
API = "/api/v1/moderation-settings/"


@pytest.fixture(autouse=True)
def fresh_redis():
    redis_client().flushdb()


@pytest.fixture
def rita():
    return a_creator("rita")


def page_of(row, **changes):
    form = {
        "strictness": "2",
        "links": "hold",
        "blocked_words": "",
        "allowed_words": "",
        "slow_seconds": "0",
        "delay_seconds": "0",
        "follow_age": "0",
        "off_limits": "",
        "heat": "medium",
    }
    return {**form, **changes}


def said(channel, text, speaker=Speaker.VIEWER, target=Target.PERFORMER):
    return screen_for(text, speaker=speaker, target=target, channel=channel).verdict


def test_everybody_has_settings_who_has_a_channel(rita):
    assert settings_of(rita).strictness == 2
    assert settings_of(rita).pk == settings_of(rita).pk


def test_the_page_shows_and_saves_everything(client, rita):
    client.force_login(rita.user)
    assert client.get(reverse("moderation:settings")).status_code == 200
    changes = {
        "strictness": "3",
        "strictness_insult": "0",
        "blocked_words": "pineapple*\n\nPineapple*\nhawaii",
        "slow_seconds": "10",
        "followers_only": "on",
        "off_limits": "my kids\nthe divorce",
        "heat": "scorched",
    }
    answer = client.post(reverse("moderation:settings"), page_of(rita, **changes))
    assert answer.status_code == 302
    row = ModerationSettings.objects.get()
    assert (row.strictness, row.strictness_insult, row.strictness_profanity) == (3, 0, None)
    assert row.blocked_words == ["pineapple*", "hawaii"]
    assert (row.slow_seconds, row.followers_only, row.heat) == (10, True, "scorched")
    assert row.off_limits == ["my kids", "the divorce"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("strictness", "5"),
        ("links", "maybe"),
        ("blocked_words", "*"),
        ("blocked_words", "x" * 61),
        ("slow_seconds", "2"),
        ("slow_seconds", "121"),
        ("delay_seconds", "3"),
        ("follow_age", "129601"),
        ("off_limits", "\n".join(f"topic {number}" for number in range(13))),
        ("heat", "nuclear"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_changes_nothing(client, rita, field, value):
    client.force_login(rita.user)
    answer = client.post(reverse("moderation:settings"), page_of(rita, strictness="4") | {field: value})
    assert answer.status_code == 400
    assert answer.context["form"].errors[field]
    assert settings_of(rita).strictness == 2


def test_a_viewer_has_no_such_page_and_a_stranger_is_asked_to_log_in(client):
    for name in ("settings", "safe_word", "delegate", "undelegate", "trial"):
        assert client.post(reverse(f"moderation:{name}")).status_code == 302
    client.force_login(a_person("vera"))
    assert client.get(reverse("moderation:settings")).status_code == 404
    for name in ("settings", "safe_word", "delegate", "undelegate", "trial"):
        assert client.post(reverse(f"moderation:{name}"), {"text": "x"}).status_code == 404
    assert client.get(API).status_code == 404


def test_a_line_is_tried_under_ones_own_settings(client, rita):
    client.force_login(rita.user)
    change_settings(channel=rita, blocked_words=["pineapple*"])
    line = {"text": "p1neapples forever", "speaker": "viewer", "target": "performer"}
    page = client.post(reverse("moderation:trial"), line).content.decode()
    assert "It is turned away." in page
    assert "p1neapples" in page
    part = client.post(reverse("moderation:trial"), line, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "It is turned away." in part
    fine = client.post(reverse("moderation:trial"), {**line, "text": "nice set"}).content.decode()
    assert "It gets through." in fine


def test_what_is_tried_is_text_and_nothing_else(client, rita):
    client.force_login(rita.user)
    line = {"text": "<script>alert(1)</script> kys", "speaker": "viewer", "target": "performer"}
    assert "<script>alert(1)" not in client.post(reverse("moderation:trial"), line).content.decode()
    assert client.post(reverse("moderation:trial"), {**line, "speaker": "king"}).status_code == 400


def test_a_change_holds_from_the_next_line_on(rita, django_capture_on_commit_callbacks):
    assert said(rita, "pineapple pizza") == Verdict.ALLOW
    with django_capture_on_commit_callbacks(execute=True):
        change_settings(channel=rita, blocked_words=["pineapple"])
    assert said(rita, "pineapple pizza") == Verdict.BLOCK
    assert said(a_creator("nora"), "pineapple pizza") == Verdict.ALLOW


def test_a_line_asks_the_database_once(rita, django_assert_num_queries):
    with django_assert_num_queries(2):
        said(rita, "one")
    with django_assert_num_queries(0):
        said(rita, "two")


def test_without_redis_every_line_asks_the_database(rita, monkeypatch):
    from redis.exceptions import ConnectionError as NoRedis

    from moderation.services import screening

    class Away:
        def mget(self, _keys):
            raise NoRedis

    monkeypatch.setattr(screening, "redis_client", Away)
    change_settings(channel=rita, blocked_words=["pineapple"])
    assert said(rita, "pineapple pizza") == Verdict.BLOCK


def test_a_house_word_holds_everywhere_at_once(rita, django_capture_on_commit_callbacks):
    assert said(rita, "such a grifter") == Verdict.ALLOW
    with django_capture_on_commit_callbacks(execute=True):
        word = save_word(word=HouseWord(pattern="grift*", effect="hold", category=Category.SPAM))
    assert said(rita, "such a grifter") == said(None, "such a grifter") == Verdict.HOLD
    with django_capture_on_commit_callbacks(execute=True):
        remove_words(words=HouseWord.objects.filter(pk=word.pk))
    assert said(rita, "such a grifter") == Verdict.ALLOW


def test_the_safe_word_is_sealed_and_heard_however_it_is_written(client, rita):
    client.force_login(rita.user)
    assert client.post(reverse("moderation:safe_word"), {"safe_word": "Red Curtain"}).status_code == 302
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT safe_word FROM moderation_moderationsettings")
        assert "urtain" not in cursor.fetchone()[0]
    assert "Red Curtain" not in client.get(reverse("moderation:settings")).content.decode()
    for line in ("red curtain", "ok RED  CURTAIN please", "Réd, curtain!"):
        assert says_safe_word(channel_id=rita.pk, text=line)
    for line in ("redcurtain", "red carpet, curtain", "", "curtain red"):
        assert not says_safe_word(channel_id=rita.pk, text=line)
    client.post(reverse("moderation:safe_word"), {"safe_word": ""})
    assert not says_safe_word(channel_id=rita.pk, text="red curtain")


@pytest.mark.parametrize("phrase", ["ab", "!!!!!!", "x" * 61, "nul\0nul"])
def test_a_safe_word_has_to_be_sayable(client, rita, phrase):
    with pytest.raises(Invalid):
        set_safe_word(channel=rita, phrase=phrase)
    client.force_login(rita.user)
    assert client.post(reverse("moderation:safe_word"), {"safe_word": phrase}).status_code == 400


def test_helpers_may_do_what_they_were_trusted_with(client, rita):
    vera, otto = a_person("vera"), a_person("otto")
    client.force_login(rita.user)
    client.post(reverse("moderation:delegate"), {"username": "VERA", "may_moderate": "on"})
    assert may_moderate(person_id=vera.pk, channel_id=rita.pk)
    assert not may_freeze(person_id=vera.pk, channel_id=rita.pk)
    assert not may_moderate(person_id=otto.pk, channel_id=rita.pk)
    assert may_freeze(person_id=rita.user_id, channel_id=rita.pk)
    add_delegate(channel=rita, username="vera", may_moderate=False, may_freeze=True)
    assert ChannelDelegate.objects.count() == 1
    assert may_freeze(person_id=vera.pk, channel_id=rita.pk)
    client.post(reverse("moderation:undelegate"), {"username": "vera"})
    assert not may_freeze(person_id=vera.pk, channel_id=rita.pk)


def test_nobody_helps_themselves_and_nobody_unknown_helps(client, rita):
    client.force_login(rita.user)
    assert client.post(reverse("moderation:delegate"), {"username": "rita", "may_moderate": "on"}).status_code == 400
    assert client.post(reverse("moderation:delegate"), {"username": "ghost", "may_moderate": "on"}).status_code == 400
    with pytest.raises(NotFound):
        add_delegate(channel=rita, username="ghost")
    with pytest.raises(Invalid):
        add_delegate(channel=rita, username=a_person("vera").username, may_moderate=False)
    with pytest.raises(DelegateNotFound):
        remove_delegate(channel=rita, username="ghost")


def test_the_api_changes_what_it_is_given_and_nothing_else(client, rita):
    client.force_login(rita.user)

    def patch(body):
        return client.patch(API, body, content_type="application/json")

    answer = patch({"strictness": 4, "strictness_flood": 0, "allowed_words": ["idiot"], "safe_word": "red curtain"})
    assert answer.status_code == 200
    assert answer.json()["strictness"] == 4
    assert answer.json()["has_safe_word"] is True
    assert "red curtain" not in answer.content.decode()
    assert patch({"strictness_flood": None}).json()["strictness_flood"] is None
    for wrong in (
        {"strictness": "4"},
        {"strictness": 5},
        {"strictness": True},
        {"strictness": 1.5},
        {"delay_seconds": 3},
        {"slow_seconds": 1},
        {"blocked_words": ["*"]},
        {"channel": "x"},
        {"safe_word": "!"},
    ):
        assert patch(wrong).status_code == 400, wrong
    assert settings_of(rita).strictness == 4


def test_the_api_tries_a_line(client, rita):
    client.force_login(rita.user)
    answer = client.post(f"{API}trial/", {"text": "kys"}, content_type="application/json").json()
    assert (answer["verdict"], answer["category"]) == ("block", "self_harm")
    assert answer["reasons"][0]["found"] == "kys"


def test_the_api_lists_adds_and_lets_go_helpers(client, rita):
    a_person("vera")
    client.force_login(rita.user)
    made = client.post(f"{API}delegates/", {"username": "vera"}, content_type="application/json")
    assert made.status_code == 201
    assert [row["username"] for row in client.get(f"{API}delegates/").json()["results"]] == ["vera"]
    assert client.delete(f"{API}delegates/vera/").status_code == 204
    assert client.delete(f"{API}delegates/vera/").status_code == 404


def test_a_stranger_reaches_nobodys_settings(client, rita):
    assert client.get(API).status_code in {401, 403}
    settings_of(rita)
    client.force_login(a_creator("nora").user)
    client.patch(API, {"strictness": 0}, content_type="application/json")
    assert settings_of(rita).strictness == 2
