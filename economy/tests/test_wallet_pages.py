import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.ensemble import a_creator, a_person
from economy.services.giving_back import give_back_gift
from economy.tests.purse import fill, gift_from, somebody_with, tip_from
from roastlive.lib.redis_clients import redis_client

pytestmark = pytest.mark.django_db

HISTORY = "/wallet/history/"
MONTH = "/wallet/statements/2026/11/"
AUTUMN = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh_limits():
    redis_client().flushdb()


@pytest.fixture
def vera(client):
    person = somebody_with(1000)
    client.force_login(person)
    return person


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def sheet(client, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_stranger_is_asked_to_log_in(client):
    for path in ("/wallet/", HISTORY, HISTORY + "file/", MONTH, MONTH + "file/"):
        assert client.get(path)["Location"].startswith("/login/")


def test_the_wallet_says_what_there_is_and_what_it_is_worth(client, vera):
    gift_from(vera, a_creator("rita"), "airhorn", 3)
    text = page(client, "/wallet/")
    assert 'data-wallet="available">925<' in text
    assert "$9.25" in text
    assert "3 × Airhorn for Rita" in text


def test_an_empty_wallet_says_what_to_do(client):
    client.force_login(a_person("emil"))
    assert "Not a token has moved" in page(client, "/wallet/")
    assert "Not a token has moved" in page(client, HISTORY)


def test_the_history_reads_like_a_banks(client, vera):
    rita = a_creator("rita")
    gift_from(vera, rita, "airhorn")
    tip_from(vera, rita, 100, "Encore")
    text = page(client, HISTORY)
    assert text.index("Tip for Rita") < text.index("Airhorn for Rita") < text.index("Tokens bought</bdi>")
    for balance in ("1,000", "975", "875"):
        assert f"</span>{balance}<" in text


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("kind=tip", "Tip for", "Airhorn"),
        ("direction=in", "Tokens bought</", "Tip for"),
        ("direction=out", "Airhorn", "Tokens bought</bdi>"),
        ("since=2026-11-21", "Nothing of that kind", "Airhorn for"),
        ("until=2026-11-20", "Airhorn", "Nothing of that kind"),
    ],
)
def test_filters_narrow_the_history(client, query, seen, unseen):
    with time_machine.travel(AUTUMN, tick=False):
        vera, rita = somebody_with(1000), a_creator("rita")
        client.force_login(vera)
        gift_from(vera, rita, "airhorn")
        tip_from(vera, rita, 100)
        text = page(client, f"{HISTORY}?{query}")
    assert seen in text
    assert unseen not in text


@pytest.mark.parametrize(
    "query", ["account=gold", "kind=theft", "direction=up", "since=yesterday", "since=2026-11-02&until=2026-11-01"]
)
def test_a_filter_that_makes_no_sense_is_said_to_be_so(client, vera, query):
    assert client.get(f"{HISTORY}?{query}").status_code == 400


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "１"])
def test_a_place_that_is_none_is_refused(client, vera, before):
    assert client.get(HISTORY, {"before": before}).status_code == 400


def test_pages_follow_one_another_without_a_gap(client, vera):
    for _ in range(40):
        fill(vera, 1)
    first = page(client, HISTORY)
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "1,011" in first
    second = page(client, older)
    assert "1,010" in second
    assert "1,011" not in second
    assert 'rel="next"' not in second


def test_earnings_stand_apart_from_what_was_bought(client, vera):
    rita = a_creator("rita")
    gift_from(vera, rita, "airhorn")
    client.force_login(rita.user)
    assert "Not a token has moved" in page(client, HISTORY)
    text = page(client, HISTORY + "?account=earnings")
    assert "Airhorn from vera" in text
    assert "+18" in text


def test_a_file_holds_every_line_with_what_the_house_kept(client, vera):
    rita = a_creator("rita")
    gift_from(vera, rita, "airhorn", 2)
    tip_from(vera, rita, 100, "Encore")
    bought, gift, tip = sheet(client, HISTORY + "file/")
    assert (bought["Amount"], bought["Balance before"], bought["Balance after"]) == ("1000", "0", "1000")
    assert (gift["What for"], gift["Amount"], gift["Paid"], gift["Fee"]) == ("2 × Airhorn for Rita", "-50", "50", "15")
    assert (tip["Message"], tip["Balance after"]) == ("Encore", "850")


@pytest.mark.parametrize("words", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "|dir"])
def test_what_somebody_typed_runs_in_no_spreadsheet(client, vera, words):
    rita = a_creator("rita", stage_name=words)
    tip_from(vera, rita, 10, words)
    (_bought, tip) = sheet(client, HISTORY + "file/")
    assert tip["Message"] == f"'{words}"


def test_a_file_speaks_the_readers_language(client, vera):
    vera.settings.language = "de"
    vera.settings.save()
    assert client.get(HISTORY + "file/").headers["Content-Language"] == "de"


def test_a_month_adds_up(client):
    with time_machine.travel(datetime(2026, 10, 30, tzinfo=UTC), tick=False):
        vera, rita = somebody_with(500), a_creator("rita")
    with time_machine.travel(AUTUMN, tick=False):
        fill(vera, 300)
        gift_from(vera, rita, "airhorn", 4)
        tip_from(vera, rita, 50)
        client.force_login(vera)
        text = page(client, MONTH)
        for figure in (">500<", "+300", "−150", ">650<"):
            assert figure in text
        assert [line["Amount"] for line in sheet(client, MONTH + "file/")] == ["300", "-100", "-50"]
        assert "A quiet month" in page(client, "/wallet/statements/2026/12/")
        assert ">500<" in page(client, "/wallet/statements/2026/10/")
        client.force_login(rita.user)
        earnings = page(client, MONTH + "?account=earnings")
    assert "the house kept 35 tokens" in earnings
    assert "+115" in earnings


@pytest.mark.parametrize("path", ["2026/13/", "2026/0/", "1999/1/", "9999/12/", "0/1/"])
def test_what_is_no_month_is_not_found(client, vera, path):
    assert client.get(f"/wallet/statements/{path}").status_code == 404


def test_a_receipt_says_who_what_and_what_the_house_kept(client, vera):
    gift = gift_from(vera, a_creator("rita"), "crown").gift
    text = page(client, f"/wallet/receipts/{gift.transfer_id}/")
    for fact in ("Crown for Rita", "1,000", ">300<", ">700<", "1,000 → 0", str(gift.transfer_id)):
        assert fact in text


def test_the_creator_has_a_receipt_of_their_own_and_others_have_none(client, vera):
    rita = a_creator("rita")
    gift = gift_from(vera, rita, "crown").gift
    path = f"/wallet/receipts/{gift.transfer_id}/"
    client.force_login(rita.user)
    assert "Crown from vera" in page(client, path)
    client.force_login(a_person("emil"))
    foreign, missing = client.get(path), client.get("/wallet/receipts/019a0000-0000-7000-8000-000000000000/")
    assert foreign.status_code == missing.status_code == 404
    client.force_login(a_person("mo", is_staff=True, is_superuser=True, role="admin"))
    assert client.get(path).status_code == 404


def test_what_was_given_back_says_so_on_both_receipts(client, vera):
    rita = a_creator("rita")
    gift = gift_from(vera, rita, "airhorn").gift
    finance = a_person("fin", is_staff=True, is_superuser=True, role="admin")
    give_back_gift(gift_id=gift.pk, by=finance, reason="Pressed by a cat")
    text = page(client, f"/wallet/receipts/{gift.transfer_id}/")
    assert "Given back" in text
    back = text.split("Given back</dt>")[1].split('href="')[1].split('"')[0]
    assert "Given back: Airhorn for Rita" in page(client, back)
    assert "Pressed by a cat" in page(client, back)
    assert "Given back: Airhorn for Rita" in page(client, HISTORY)


def test_the_history_costs_the_same_however_long_it_is(client, vera, django_assert_max_num_queries):
    rita = a_creator("rita")
    for _ in range(12):
        gift_from(vera, rita)
        tip_from(vera, rita, 1)
    client.get("/wallet/")
    with django_assert_max_num_queries(50):
        client.get(HISTORY)
    with django_assert_max_num_queries(40):
        client.get("/wallet/")


def test_the_wallet_is_found_from_everywhere(client, vera):
    assert f'href="{reverse("economy:wallet")}"' in page(client, "/settings/")
