import pytest
from django.contrib import admin
from django.urls import reverse

from roastlive.desk.navigation import SECTIONS
from roastlive.desk.site import every_view, may_enter
from roastlive.lib.access import public, staff_only

pytestmark = pytest.mark.django_db


def test_staff_come_in(seat, moderator):
    assert seat(moderator).get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/accounts/user/", "/admin/search/?s=a", "/admin/jsi18n/", "/admin/nowhere/"]
)
def test_nobody_else_comes_in(seat, client, viewer, address):
    assert client.get(address)["Location"].startswith("/admin/login/")
    assert seat(viewer).get(address)["Location"].startswith("/admin/login/")


def test_whoever_may_not_log_in_any_more_is_out(seat, moderator):
    desk = seat(moderator)
    moderator.is_active = False
    moderator.save()
    assert desk.get("/admin/").status_code == 302
    assert not may_enter(moderator)


def test_the_entrance_is_ours(client):
    page = client.get("/admin/login/").content.decode()
    assert "Staff entrance" in page
    assert "Django" not in page


def test_a_wrong_password_is_said_once_and_kindly(client):
    answer = client.post("/admin/login/", {"username": "nobody@example.com", "password": "wrong"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_guessing_is_slowed_down(client, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "login_account": "3/15m closed"}
    guess = {"username": "Ada@example.com", "password": "wrong"}
    answers = [
        client.post("/admin/login/", guess | {"username": name}) for name in ("ada@example.com", " ADA@example.com")
    ]
    answers += [client.post("/admin/login/", guess) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Retry-After" in answers[-1]


def test_every_address_of_the_desk_states_its_policy():
    views = list(every_view(admin.site.urls[0]))
    assert len(views) > 20
    without = [view for view in views if getattr(view, "access", None) is not staff_only]
    assert [view.__name__ for view in without] == ["login"]
    assert without[0].access is public


def test_the_navigation_leads_somewhere(seat, administrator):
    desk = seat(administrator)
    places = [place for section in SECTIONS for place in section.places]
    page = desk.get("/admin/").content.decode()
    for place in places:
        assert f'href="{reverse(place.route)}"' in page
        assert desk.get(reverse(place.route)).status_code == 200


def test_the_navigation_hides_what_one_may_not_open(seat, moderator, allow):
    desk = seat(moderator)
    assert 'href="/admin/accounts/user/"' not in desk.get("/admin/").content.decode()
    assert desk.get("/admin/accounts/user/").status_code == 403
    allow(moderator, "accounts.view_user")
    page = desk.get("/admin/").content.decode()
    assert 'href="/admin/accounts/user/"' in page
    assert 'href="/admin/auth/group/"' not in page
