import pytest
from django.test import Client

from accounts import selectors
from accounts.services.doors import shut_out
from accounts.services.following import follow
from accounts.services.leaving import leave
from accounts.services.preferences import change_privacy
from accounts.tests.cast import logged_in
from accounts.tests.ensemble import a_creator, a_person

pytestmark = pytest.mark.django_db

PAGE = "/studio/followers/"


def page_of(creator, query=""):
    return logged_in(creator.user).get(PAGE + query)


def test_a_creator_sees_who_follows_them():
    rita, nils = a_creator("rita"), a_creator("nils", stage_name="Nils Null")
    follow(follower=a_person("vera"), creator=rita)
    follow(follower=nils.user, creator=rita)
    page = page_of(rita).content.decode()
    assert page.index("nils") < page.index("vera")
    assert 'href="/@nils/"' in page
    assert "2 people follow you." in page


def test_who_does_not_want_to_be_named_is_not():
    rita, otto = a_creator("rita"), a_creator("otto").user
    change_privacy(user=otto, following="unnamed")
    follow(follower=otto, creator=rita)
    page = page_of(rita).content.decode()
    assert "Somebody in the crowd" in page
    assert "otto" not in page


def test_who_is_not_here_is_not_shown():
    rita = a_creator("rita")
    vera, otto = a_person("vera"), a_person("otto")
    for somebody in (vera, otto):
        follow(follower=somebody, creator=rita)
    leave(user=vera, username="vera")
    shut_out(user=otto)
    page = page_of(rita).content.decode()
    assert "vera" not in page
    assert "otto" not in page


def test_it_goes_on_page_by_page(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(selectors, "FOLLOWERS_A_PAGE", 2)
    rita = a_creator("rita")
    people = [a_person(f"viewer{number}") for number in range(5)]
    for somebody in people:
        follow(follower=somebody, creator=rita)
    first = page_of(rita)
    assert [row.name for row in first.context["rows"]] == ["viewer4", "viewer3"]
    second = page_of(rita, "?" + first.context["older_url"].partition("?")[2])
    assert [row.name for row in second.context["rows"]] == ["viewer2", "viewer1"]
    assert second.context["newer_url"] == PAGE
    with django_assert_max_num_queries(1):
        selectors.followers_page(rita)
    assert page_of(rita, "?before=nonsense").status_code == 400


def test_who_has_no_channel_has_no_followers():
    assert logged_in(a_person("vera")).get(PAGE).status_code == 404
    assert Client().get(PAGE).url == f"/login/?next={PAGE}"
    assert "Nobody yet" in page_of(a_creator("rita")).content.decode()
