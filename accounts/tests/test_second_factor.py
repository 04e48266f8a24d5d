import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.errors import SecondFactorNeeded, SetupOver, WrongCode
from accounts.models import BackupCode, TotpDevice, TwoFactorSetup
from accounts.services.second_factor import begin_setup, finish_setup, prove_second_factor, setup_of, switch_off
from accounts.tests.cast import (
    PASSWORD,
    code_now,
    code_of,
    device_of,
    is_in,
    logged_in,
    person,
    row_of,
    with_second_factor,
)
from roastlive.lib.errors import DomainError, Limited

pytestmark = pytest.mark.django_db

PAGE = "/settings/security/two-factor/"


def half_in(somebody) -> Client:
    client = Client()
    assert client.post("/login/", {"email": somebody.email, "password": PASSWORD}).url == "/login/code/"
    return client


def test_somebody_sets_up_an_app_and_gets_ten_codes_once():
    dora = person()
    client = logged_in(dora)
    page = client.get(PAGE).content.decode()
    assert "<svg" in page
    assert "<script>" not in page
    assert "style=" not in page
    shown = client.post(PAGE, {"code": code_now(setup_of(user=dora).secret)}).content.decode()
    codes = shown.split('class="codes"')[1].split("</ol>")[0].count("<code>")
    assert codes == BackupCode.objects.filter(user=dora).count() == 10
    assert row_of(client, dora).second_factor_at is not None
    assert is_in(client)


def test_the_session_gets_a_new_key_when_the_second_factor_is_set_up():
    dora = person()
    client = logged_in(dora)
    before = client.session.session_key
    client.get(PAGE)
    client.post(PAGE, {"code": code_now(setup_of(user=dora).secret)})
    assert client.session.session_key != before
    assert row_of(client, dora).key_hash is not None


@pytest.mark.parametrize(("after", "works"), [(899, True), (900, False)])
def test_a_set_up_dies_at_fifteen_minutes_whether_anybody_sweeps_or_not(after, works):
    dora = person()
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        secret = begin_setup(user=dora).secret
        clock.shift(timedelta(seconds=after))
        assert TwoFactorSetup.objects.exists(), "nobody has swept"
        if works:
            assert len(finish_setup(user=dora, code=code_now(secret))) == 10
        else:
            with pytest.raises(SetupOver):
                finish_setup(user=dora, code=code_now(secret))
            assert begin_setup(user=dora).secret != secret


def test_neither_secret_nor_codes_can_be_read_in_the_database():
    dora = person()
    codes = with_second_factor(dora)
    secret = device_of(dora).secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_totpdevice")
        assert secret not in cursor.fetchone()[0]
        cursor.execute("SELECT code_hash FROM accounts_backupcode")
        kept = {value for (value,) in cursor.fetchall()}
    assert not kept & {*codes, *(code.replace("-", "") for code in codes)}


def test_the_code_after_the_password_opens_the_door():
    dora = person()
    with_second_factor(dora)
    client = half_in(dora)
    assert client.post("/login/code/", {"code": code_of(dora)}).url == "/"
    assert is_in(client)


def test_a_code_is_good_once():
    dora = person()
    with_second_factor(dora)
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        code = code_of(dora)
        prove_second_factor(user=dora, code=code)
        with pytest.raises(WrongCode):
            prove_second_factor(user=dora, code=code)
        clock.shift(30)
        prove_second_factor(user=dora, code=code_of(dora))


def test_a_code_before_one_that_was_used_is_not_good_any_more():
    dora = person()
    with_second_factor(dora)
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        earlier = code_of(dora)
        clock.shift(30)
        prove_second_factor(user=dora, code=code_of(dora))
        with pytest.raises(WrongCode):
            prove_second_factor(user=dora, code=earlier)


def test_a_backup_code_opens_the_door_once_however_it_is_written():
    dora = person()
    code, *_ = with_second_factor(dora)
    client = half_in(dora)
    assert client.post("/login/code/", {"code": f" {code.upper().replace('-', ' ')} "}).status_code == 302
    again = half_in(dora)
    assert again.post("/login/code/", {"code": code}).status_code == 400
    assert not is_in(again)


def test_somebody_elses_backup_code_opens_nothing():
    dora, emil = person(), person("emil")
    with_second_factor(dora)
    theirs, *_ = with_second_factor(emil)
    with pytest.raises(WrongCode):
        prove_second_factor(user=dora, code=theirs)


@pytest.mark.parametrize("code", ["", "000000", "12345", "1234567", "١٢٣٤٥٦", "-12345", "1e5   ", "\x00" * 6, "x" * 40])
def test_what_is_no_code_is_refused(code):
    dora = person()
    with_second_factor(dora)
    with pytest.raises(WrongCode):
        prove_second_factor(user=dora, code=code)


def test_each_wrong_code_doubles_the_pause_and_the_right_one_ends_it():
    dora = person()
    with_second_factor(dora)
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        for pause in (1, 2, 4):
            with pytest.raises(WrongCode):
                prove_second_factor(user=dora, code="nothing")
            with pytest.raises(Limited) as limited:
                prove_second_factor(user=dora, code=code_of(dora))
            assert limited.value.retry_after == pause
            clock.shift(pause)
        prove_second_factor(user=dora, code=code_of(dora))
        assert device_of(dora).throttling_failure_count == 0


def at_once(times, work):
    """How it ended for each of so many who do it at the same moment, on connections of their own."""
    barrier = threading.Barrier(times)
    ends = []

    def run():
        try:
            barrier.wait(timeout=30)
            work()
            ends.append("right")
        except DomainError as error:
            ends.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ends


@pytest.fixture
def no_pause(monkeypatch):
    """The pause after a wrong code would hide a lock that is missing."""
    monkeypatch.setattr(TotpDevice, "get_throttle_factor", lambda _device: 0)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_code_of_the_app_are_one(no_pause):
    dora = person()
    with_second_factor(dora)
    code = code_of(dora)
    ends = at_once(20, lambda: prove_second_factor(user=dora, code=code))
    assert sorted(ends) == ["right"] + ["wrong_code"] * 19


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_backup_code_are_one(no_pause):
    dora = person()
    code, *_ = with_second_factor(dora)
    ends = at_once(20, lambda: prove_second_factor(user=dora, code=code))
    assert sorted(ends) == ["right"] + ["wrong_code"] * 19


def test_new_codes_make_the_old_ones_worthless():
    dora = person()
    old, *_ = with_second_factor(dora)
    client = logged_in(person("emil"))
    assert client.post("/settings/security/codes/").status_code == 302, "who has no second factor gets no codes"
    client = half_in(dora)
    client.post("/login/code/", {"code": code_of(dora)})
    assert client.post("/settings/security/codes/").status_code == 200
    with pytest.raises(WrongCode):
        prove_second_factor(user=dora, code=old)


def test_switching_it_off_makes_every_device_show_none():
    dora = person()
    client = logged_in(dora)
    client.get(PAGE)
    client.post(PAGE, {"code": code_now(setup_of(user=dora).secret)})
    client.post("/settings/security/two-factor/off/")
    assert row_of(client, dora).second_factor_at is None
    assert not TotpDevice.objects.exists()
    assert not BackupCode.objects.exists()


def test_staff_cannot_switch_it_off():
    boss = person("boss", is_staff=True)
    with_second_factor(boss)
    with pytest.raises(SecondFactorNeeded):
        switch_off(user=boss)


# --- A half-login is nobody ------------------------------------------------------------------------------------------
SIGNED_IN_PAGES = [
    "/settings/security/",
    "/settings/security/two-factor/",
    "/settings/security/password/",
    "/settings/security/confirm/",
    "/settings/devices/",
    "/settings/tokens/",
    "/settings/",
    "/notifications/",
]


@pytest.mark.parametrize("address", SIGNED_IN_PAGES)
def test_a_half_login_reaches_no_page(address):
    dora = person()
    with_second_factor(dora)
    response = half_in(dora).get(address)
    assert response.status_code == 302
    assert response.url.startswith("/login/")


def test_a_half_login_reaches_no_api():
    dora = person()
    with_second_factor(dora)
    client = half_in(dora)
    for address in ("/api/v1/sessions/", "/api/v1/tokens/"):
        assert client.get(address).status_code in {401, 403}
    said = Client().post(
        "/api/v1/auth/login/", {"email": dora.email, "password": PASSWORD}, content_type="application/json"
    )
    assert said.json()["two_factor"] == "required"
    challenge = said.json()["challenge"]
    assert Client().get("/api/v1/sessions/", HTTP_AUTHORIZATION=f"Bearer {challenge}").status_code == 401


def test_a_half_login_reaches_no_desk():
    boss = person("boss", is_staff=True, is_superuser=True)
    with_second_factor(boss)
    client = half_in(boss)
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/login/").status_code == 200, "to the desk it is a stranger"


def test_a_half_login_opens_no_socket():
    from roastlive.lib.realtime.sessions import user_of_session

    dora = person()
    with_second_factor(dora)
    assert user_of_session(half_in(dora).session.session_key) is None


def test_a_new_password_does_not_finish_a_half_login():
    dora = person()
    with_second_factor(dora)
    client = half_in(dora)
    dora.set_password("another stage of hers")
    dora.save()
    response = client.post("/login/code/", {"code": code_of(dora)})
    assert response.url == "/login/"
    assert not is_in(client)


def test_a_half_login_is_over_after_ten_minutes():
    dora = person()
    with_second_factor(dora)
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        client = half_in(dora)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert client.post("/login/code/", {"code": code_of(dora)}).url == "/login/"
        assert not is_in(client)
