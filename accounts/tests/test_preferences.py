import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import UserSettings
from accounts.selectors import settings_of
from accounts.services.blocking import block
from accounts.services.preferences import change_settings, mute_notifications
from accounts.tests.ensemble import a_person
from roastlive.lib.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera(client):
    person = a_person("vera")
    client.force_login(person)
    return person


def test_settings_ask_a_stranger_to_log_in(client):
    for name in ("settings", "settings_notifications", "settings_privacy", "settings_blocked"):
        answer = client.get(reverse(f"accounts:{name}"))
        assert answer.status_code == 302
        assert "next=" in answer["Location"]


def test_a_saved_language_speaks_on_the_next_page_without_any_cookie(client, vera):
    wish = {"language": "de", "timezone": "Europe/Berlin", "theme": "dark"}
    assert client.post(reverse("accounts:settings"), wish).status_code == 302
    for cookie in (settings.LANGUAGE_COOKIE_NAME, settings.THEME_COOKIE_NAME):
        assert cookie in client.cookies
        del client.cookies[cookie]
    page = client.get(reverse("accounts:settings")).content.decode()
    assert '<html lang="de" data-theme="dark"' in page


def test_times_are_shown_in_the_persons_zone(client, vera):
    change_settings(user=vera, timezone="Asia/Tokyo")
    made = block(blocker=vera, blocked=a_person("otto"))
    type(made).objects.filter(pk=made.pk).update(created_at="2026-03-01T20:00:00Z")
    assert "March 2, 2026" in client.get(reverse("accounts:settings_blocked")).content.decode()


def test_a_switch_in_the_footer_changes_the_setting_too(client, vera):
    client.post(reverse("theme"), {"theme": "light"})
    client.post(reverse("set_language"), {"language": "de"})
    row = UserSettings.objects.get(user=vera)
    assert (row.theme, row.language) == ("light", "de")


@pytest.mark.parametrize(
    "wish", [{"language": "tlh"}, {"timezone": "Mars/Olympus"}, {"theme": "neon"}, {"timezone": "../../etc/passwd"}]
)
def test_what_there_is_not_cannot_be_chosen(wish):
    person = a_person("vera")
    with pytest.raises(Invalid):
        change_settings(user=person, **wish)
    page_wish = {"language": "en", "timezone": "UTC", "theme": "dark", **wish}
    assert settings_of(person).theme == "system", page_wish


def test_a_wrong_form_says_so_and_changes_nothing(client, vera):
    answer = client.post(reverse("accounts:settings"), {"language": "xx", "timezone": "UTC", "theme": "dark"})
    assert answer.status_code == 400
    assert settings_of(vera).theme == "system"


def test_what_is_not_ticked_is_muted_and_the_rest_is_not(client, vera):
    url = reverse("accounts:settings_notifications")
    client.post(url, {"email_enabled": "on", "accounts.new_follower:page": "on"})
    row = settings_of(vera)
    assert row.muted_notifications["accounts.new_follower"] == ["push"]
    assert row.muted_notifications["accounts.verified"] == ["email", "page", "push"]
    assert (row.email_enabled, row.push_enabled) == (True, False)
    assert (
        'name="accounts.new_follower:page" id="id_accounts.new_follower:page" checked'
        in client.get(url).content.decode()
    )


def test_a_type_that_nobody_registered_cannot_be_muted():
    with pytest.raises(Invalid):
        mute_notifications(user=a_person("vera"), muted={"accounts.nonsense": ["page"]})
    with pytest.raises(Invalid):
        mute_notifications(user=a_person("otto"), muted={"accounts.new_follower": ["pigeon"]})


def test_privacy_is_kept(client, vera):
    url = reverse("accounts:settings_privacy")
    assert client.post(url, {"follows": "nobody", "following": "unnamed"}).status_code == 302
    assert settings_of(vera).privacy == {"follows": "nobody", "following": "unnamed"}
    assert client.post(url, {"follows": "the police", "following": "named"}).status_code == 400


def test_whoever_has_no_settings_row_gets_one():
    person = a_person("vera")
    UserSettings.objects.all().delete()
    assert settings_of(person).language == "en"
    assert UserSettings.objects.filter(user=person).count() == 1
