from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.views import View

from roastlive.lib.access import Policy, nobody, policy_for, public, signed_in, staff_only
from roastlive.lib.api.views import ApiView
from roastlive.lib.errors import Forbidden

pytestmark = pytest.mark.urls("roastlive.lib.tests.sample_api")

STRANGER = AnonymousUser()
VIEWER = SimpleNamespace(is_authenticated=True, is_active=True, is_staff=False)
STAFF = SimpleNamespace(is_authenticated=True, is_active=True, is_staff=True)
FORMER = SimpleNamespace(is_authenticated=True, is_active=False, is_staff=True)


@pytest.fixture(autouse=True)
def log_in_here(settings):
    settings.LOGIN_URL = "/login/"


def page(request):
    return HttpResponse("inside")


class Page(View):
    def get(self, request):
        return HttpResponse("inside")

    post = get


def ask(view, user, method="get", **headers):
    request = getattr(RequestFactory(), method)("/wallet/?tab=1", headers=headers)
    request.user = user
    return view(request)


def views(policy):
    """The same door before a function and before a class."""
    return policy(page), policy(type("Door", (Page,), {})).as_view()


@pytest.mark.parametrize(
    ("policy", "inside"),
    [
        (public, [STRANGER, VIEWER, STAFF, FORMER]),
        (signed_in, [VIEWER, STAFF, FORMER]),
        (staff_only, [STAFF]),
        (nobody, []),
        (Policy("staff by name", lambda user: user is STAFF), [STAFF]),
    ],
)
def test_a_policy_lets_in_whom_it_names(policy, inside):
    for view in views(policy):
        assert policy_for(view, "GET") is policy
        for user in (STRANGER, VIEWER, STAFF, FORMER):
            if user in inside:
                assert ask(view, user).content == b"inside"
            elif user is STRANGER:
                assert ask(view, user).status_code == 302
            else:
                with pytest.raises(Forbidden):
                    ask(view, user)


def test_whoever_is_not_logged_in_is_asked_to_and_comes_back():
    for view in views(signed_in):
        assert ask(view, STRANGER).url == "/login/?next=/wallet/%3Ftab%3D1"


def test_after_sending_a_form_one_does_not_come_back_to_where_only_forms_go():
    for view in views(signed_in):
        assert ask(view, STRANGER, "post").url == "/login/?next=/"


def test_a_part_of_a_page_sends_the_whole_page_to_log_in():
    for view in views(signed_in):
        response = ask(view, STRANGER, **{"HX-Request": "true"})
        assert response.status_code == 204
        assert response.headers["HX-Redirect"] == "/login/?next=/wallet/%3Ftab%3D1"


def test_staff_log_in_at_their_own_door():
    for view in views(staff_only):
        assert ask(view, STRANGER).url.startswith("/admin/login/?next=")


def test_a_policy_may_differ_by_method():
    class Gifts(ApiView):
        access = {"GET": public, "POST": signed_in}

    assert policy_for(Gifts, "GET") is public
    assert policy_for(Gifts, "HEAD") is public
    assert policy_for(Gifts, "POST") is signed_in
    assert policy_for(Gifts, "DELETE") is None


def test_an_api_view_may_be_decorated_whole():
    @signed_in
    class Wallet(ApiView):
        pass

    assert policy_for(Wallet, "PUT") is signed_in


def test_a_page_without_a_policy_has_none():
    assert policy_for(page, "GET") is None
    assert policy_for(Page, "GET") is None
    assert policy_for(SimpleNamespace(access="public"), "GET") is None
