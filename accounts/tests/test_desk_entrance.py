import pytest
from django.test import Client

from accounts.services.second_factor import setup_of
from accounts.tests.cast import PASSWORD, code_now, code_of, logged_in, person, with_second_factor

pytestmark = pytest.mark.django_db


def boss():
    return person("boss", is_staff=True, is_superuser=True)


def test_a_password_alone_opens_no_desk():
    client = Client()
    chief = boss()
    entered = client.post("/admin/login/?next=/admin/", {"username": chief.email, "password": PASSWORD})
    assert entered.url == "/admin/"
    assert client.get("/admin/").url.startswith("/admin/login/")
    assert client.get("/admin/login/?next=/admin/").url == "/settings/security/two-factor/?next=%2Fadmin%2F"


def test_the_first_administrator_sets_up_a_second_factor_and_is_at_the_desk():
    chief = boss()
    client = logged_in(chief)
    page = "/settings/security/two-factor/?next=/admin/"
    client.get(page)
    shown = client.post(page, {"code": code_now(setup_of(user=chief).secret), "next": "/admin/"})
    assert 'href="/admin/"' in shown.content.decode()
    assert client.get("/admin/").status_code == 200


def test_staff_with_a_second_factor_are_asked_for_it_at_the_desks_own_door():
    chief = boss()
    with_second_factor(chief)
    client = Client()
    asked = client.post("/admin/login/?next=/admin/accounts/user/", {"username": chief.email, "password": PASSWORD})
    assert asked.url == "/login/code/"
    assert client.get("/admin/").status_code == 302
    assert client.post("/login/code/", {"code": code_of(chief)}).url == "/admin/accounts/user/"
    assert client.get("/admin/").status_code == 200


def test_people_who_do_not_work_here_do_not_get_in_at_the_desks_door():
    dora = person()
    client = Client()
    refused = client.post("/admin/login/", {"username": dora.email, "password": PASSWORD})
    assert refused.status_code == 200
    assert client.get("/settings/security/").status_code == 302
    assert logged_in(dora, second_factor=True).get("/admin/").status_code == 302


@pytest.mark.parametrize("wish", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_desks_door_leads_nowhere_else(wish):
    chief = boss()
    entered = Client().post("/admin/login/", {"username": chief.email, "password": PASSWORD, "next": wish})
    assert entered.url == "/admin/"
