import pytest
from django.core.management import call_command
from django.test import Client

from accounts.demo import ACTS, WATCHERS
from accounts.models import CreatorProfile, Follow, User
from accounts.selectors import rising_creators

pytestmark = pytest.mark.django_db
PASSWORD = "shown by the command"


def test_an_empty_house_looks_alive_and_a_second_run_adds_nothing(settings, tmp_path, capsys):
    settings.MEDIA_ROOT = tmp_path
    call_command("demo", password=PASSWORD)
    said = capsys.readouterr().out
    assert f"vera@demo.example, password {PASSWORD}" in said
    before = (
        User.objects.count(),
        CreatorProfile.objects.count(),
        Follow.objects.count(),
        len(list(tmp_path.rglob("*"))),
    )
    # Among whomever the floors above bring along.
    acts = CreatorProfile.objects.filter(user__username__in=[act.username for act in ACTS])
    assert len(acts) == len(ACTS)
    assert all(profile.avatar and profile.banner for profile in acts)
    assert User.objects.filter(username__in=WATCHERS).count() == len(WATCHERS)
    call_command("demo", password="another one")
    again = (
        User.objects.count(),
        CreatorProfile.objects.count(),
        Follow.objects.count(),
        len(list(tmp_path.rglob("*"))),
    )
    assert again == before
    somebody = Client()
    answer = somebody.post("/login/", {"email": "vera@demo.example", "password": PASSWORD})
    assert answer.status_code == 302


def test_the_most_followed_rise_first_and_home_shows_them(settings, tmp_path, client):
    settings.MEDIA_ROOT = tmp_path
    call_command("demo", password=PASSWORD)
    rising = rising_creators(number=3)
    assert rising[0].stage_name == "Rita Rust"
    assert [one.follower_count for one in rising] == sorted((one.follower_count for one in rising), reverse=True)
    assert "/@rita-rust/" in client.get("/").content.decode()


def test_counts_are_what_the_follows_say(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("demo", password=PASSWORD)
    for profile in CreatorProfile.objects.all():
        assert profile.follower_count == Follow.objects.filter(creator=profile).count()
