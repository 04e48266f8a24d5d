import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.channel_sections import register_section, unregister_section
from accounts.geo import country_of, country_of_address
from accounts.models import User
from accounts.services.following import follow
from accounts.tests.ensemble import a_creator, a_person

pytestmark = pytest.mark.django_db

GERMAN = "81.169.145.1"
AMERICAN = "8.8.8.8"


def test_a_channel_shows_who_they_are_and_no_section_that_is_empty(client):
    a_creator("rita", bio="Dry as toast.\n\nStill here.", links={"website": "https://rita.example"})
    register_section(
        name="nothing", title="Nothing to see", template="x.html", read=lambda profile, visitor: None, order=1
    )
    try:
        page = client.get("/@rita/").content.decode()
    finally:
        unregister_section("nothing")
    assert "<p>Dry as toast.</p>" in page
    assert 'href="https://rita.example" rel="noopener nofollow ugc"' in page
    assert "Nothing to see" not in page
    assert "deadpan" in page


def test_a_section_of_an_app_above_appears(client):
    a_creator("rita")
    register_section(
        name="shows",
        title="Shows",
        template="components/_empty.html",
        read=lambda profile, visitor: {"shows": [profile.stage_name]},
        order=1,
    )
    try:
        assert 'id="section-shows"' in client.get("/@rita/").content.decode()
    finally:
        unregister_section("shows")


def test_what_a_creator_writes_is_text_and_nothing_else(client):
    a_creator("rita", stage_name="<script>alert(1)</script>", bio="<img src=x onerror=alert(1)>")
    page = client.get("/@rita/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("gone", [{"is_active": False}, {"deleted_at": "2026-01-01T00:00:00Z"}])
def test_who_is_gone_has_no_channel_and_nobody_else_ever_had_one(client, gone):
    rita = a_creator("rita")
    User.everyone.filter(pk=rita.user_id).update(**gone)
    assert client.get("/@rita/").status_code == client.get("/@nobody/").status_code == 404


def test_an_address_in_capitals_leads_to_the_channel(client):
    a_creator("rita")
    assert client.get("/@RITA/")["Location"] == "/@rita/"


def test_a_blocked_region_gets_a_kind_page_and_the_owner_does_not(client):
    rita = a_creator("rita", blocked_regions=["DE"])
    answer = client.get("/@rita/", REMOTE_ADDR=GERMAN)
    assert answer.status_code == 451
    assert "drawn the curtain" in answer.content.decode()
    assert client.get("/@rita/", REMOTE_ADDR=AMERICAN).status_code == 200
    assert client.get("/@rita/", REMOTE_ADDR="127.0.0.1").status_code == 200
    client.force_login(rita.user)
    assert client.get("/@rita/", REMOTE_ADDR=GERMAN).status_code == 200


def test_from_a_blocked_region_nobody_follows(client):
    a_creator("rita", blocked_regions=["DE"])
    client.force_login(a_person("vera"))
    assert client.post(reverse("accounts:follow", args=["rita"]), REMOTE_ADDR=GERMAN).status_code == 451


def test_a_countrys_header_counts_only_from_a_proxy_of_ours(rf, settings):
    settings.COUNTRY_HEADER = "CF-IPCountry"
    request = rf.get("/", headers={"CF-IPCountry": "fr"}, REMOTE_ADDR=GERMAN)
    settings.TRUSTED_PROXIES = 0
    assert country_of(request) == "DE"
    settings.TRUSTED_PROXIES = 1
    assert country_of(request) == "FR"
    assert country_of(rf.get("/", headers={"CF-IPCountry": "XX"})) == ""


@pytest.mark.parametrize(
    ("address", "country"),
    [(GERMAN, "DE"), (AMERICAN, "US"), ("2001:4860:4860::8888", "US"), ("10.0.0.1", ""), ("::1", ""), ("", "")],
)
def test_addresses_are_looked_up_without_asking_anybody(address, country):
    assert country_of_address(address) == country


def test_a_channel_costs_the_same_number_of_queries_however_many_follow(client):
    rita = a_creator("rita")
    costs = []
    for number in range(3):
        follow(follower=a_person(f"fan{number}"), creator=rita)
        with CaptureQueriesContext(connection) as queries:
            client.get("/@rita/")
        costs.append(len(queries))
    assert costs == [costs[0]] * 3
