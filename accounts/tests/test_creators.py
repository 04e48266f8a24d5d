import pytest
from django.urls import reverse

from accounts.errors import AlreadyCreator, EmailNotVerified
from accounts.models import CreatorProfile, User
from accounts.services.creators import become_creator, block_regions, change_profile, verify_creator
from accounts.tests.ensemble import a_creator, a_person
from roastlive.lib.errors import Invalid

pytestmark = pytest.mark.django_db

RITA = {"kind": "performer", "stage_name": "Rita Rust", "slug": "rita-rust"}
PAGE = {**RITA, "genres": "Deadpan, one-liners,  deadpan", "bio": "Dry.", "link_youtube": "https://youtube.com/@rita"}


def test_a_viewer_becomes_a_creator_on_the_page(client):
    vera = a_person("vera")
    client.force_login(vera)
    answer = client.post(reverse("accounts:studio_profile"), PAGE)
    assert answer["Location"] == "/@rita-rust/"
    profile = CreatorProfile.objects.get(user=vera)
    assert profile.genres == ["deadpan", "one-liners"]
    assert profile.links == {"youtube": "https://youtube.com/@rita"}
    assert User.objects.get(pk=vera.pk).role == "creator"


def test_it_needs_a_verified_address(client):
    vera = a_person("vera", email_verified_at=None)
    with pytest.raises(EmailNotVerified):
        become_creator(user=vera, **RITA)
    client.force_login(vera)
    assert "First confirm your email address" in client.get(reverse("accounts:studio_profile")).content.decode()
    assert client.post(reverse("accounts:studio_profile"), PAGE).status_code == 403
    assert User.objects.get(pk=vera.pk).role == "viewer"


def test_nobody_becomes_a_creator_twice():
    vera = a_person("vera")
    become_creator(user=vera, **RITA)
    with pytest.raises(AlreadyCreator):
        become_creator(user=vera, **{**RITA, "slug": "other"})


def test_a_moderator_who_takes_the_stage_stays_a_moderator():
    mo = a_person("mo", role=User.Role.MODERATOR)
    become_creator(user=mo, **RITA)
    assert User.objects.get(pk=mo.pk).role == "moderator"


def test_an_address_that_is_taken_is_said_at_the_field(client):
    a_creator("rita", slug="rita-rust")
    client.force_login(a_person("vera"))
    answer = client.post(reverse("accounts:studio_profile"), PAGE)
    assert answer.status_code == 400
    assert answer.context["form"].errors["slug"] == ["This address is taken."]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "admin"),
        ("slug", "a"),
        ("slug", "-x-"),
        ("slug", "../etc"),
        ("slug", "x" * 31),
        ("stage_name", ""),
        ("stage_name", "x" * 61),
        ("stage_name", "nul\0nul"),
        ("kind", "emperor"),
        ("bio", "x" * 2001),
        ("genres", ["x" * 31]),
        ("genres", list("abcdef")),
        ("links", {"website": "javascript:alert(1)"}),
        ("links", {"website": "http://plain.example"}),
        ("links", {"website": "https://me:secret@site.example"}),
        ("links", {"website": "https://127.0.0.1:8000\\@site.example"}),
        ("links", {"youtube": "https://notyoutube.com/x"}),
        ("links", {"youtube": "https://youtube.com.evil.example/x"}),
        ("links", {"myspace": "https://myspace.com/x"}),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(field, value):
    with pytest.raises(Invalid) as refusal:
        become_creator(user=a_person("vera"), **{**RITA, field: value})
    assert list(refusal.value.errors) == [field]
    assert CreatorProfile.objects.count() == 0


def test_a_new_stage_name_takes_the_badge_off_and_a_new_bio_does_not():
    rita = a_creator("rita")
    verify_creator(profile=rita)
    same = {"kind": "performer", "slug": "rita", "genres": [], "links": {}}
    assert change_profile(profile=rita, stage_name="Rita", bio="New.", **same).verified_at is not None
    assert change_profile(profile=rita, stage_name="Somebody Famous", bio="", **same).verified_at is None


def test_what_a_form_does_not_offer_cannot_be_changed_by_it(client):
    rita = a_creator("rita")
    client.force_login(rita.user)
    more = {"verified_at": "2026-01-01", "follower_count": "9999", "rating": "5", "total_earnings": "1", "user": "x"}
    assert client.post(reverse("accounts:studio_profile"), {**PAGE, **more}).status_code == 302
    rita.refresh_from_db()
    assert (rita.stage_name, rita.verified_at, rita.follower_count, rita.total_earnings) == ("Rita Rust", None, 0, 0)


def test_regions_are_two_letters(client):
    rita = a_creator("rita")
    assert block_regions(profile=rita, regions=["de", " US ", "", "DE"]).blocked_regions == ["DE", "US"]
    with pytest.raises(Invalid):
        block_regions(profile=rita, regions=["Germany"])
    client.force_login(rita.user)
    client.post(reverse("accounts:studio_regions"), {"blocked_regions": "fr"})
    assert CreatorProfile.objects.get().blocked_regions == ["FR"]


def test_who_is_no_creator_has_no_regions_and_no_pictures(client):
    client.force_login(a_person("vera"))
    assert client.post(reverse("accounts:studio_regions"), {"blocked_regions": "fr"}).status_code == 404
    assert client.post(reverse("accounts:studio_picture", args=["avatar"])).status_code == 404
