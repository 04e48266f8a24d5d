import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.errors import UsernameTaken
from accounts.models import FormerName, User
from accounts.services.profiles import change_username
from accounts.services.purge import forget_old_keys
from accounts.services.registration import register
from accounts.tests.cast import logged_in, person
from roastlive.lib.errors import Limited
from roastlive.lib.redis_clients import redis_client

pytestmark = pytest.mark.django_db

PAGE = "/settings/username/"


def registers_as(username):
    return register(
        email="new@example.com",
        username=username,
        password="a stage of her own",
        date_of_birth=date(1990, 1, 1),
        language="en",
        household="house",
    )


def test_somebody_is_called_something_else():
    dora = person("dora")
    client = logged_in(dora)
    assert 'value="dora"' in client.get("/settings/").content.decode()
    answer = client.post(PAGE, {"username": "dorothea"}, follow=True)
    assert "You are dorothea now." in answer.content.decode()
    dora.refresh_from_db()
    assert dora.username == "dorothea"


def test_a_name_that_cannot_be_is_refused_beside_its_field():
    person("otto")
    dora = person("dora")
    client = logged_in(dora)
    for name, status, words in (
        ("OTTO", 409, "This username is taken."),
        ("_", 400, "at least 3"),
        ("a b c", 400, "3 to 30"),
    ):
        answer = client.post(PAGE, {"username": name})
        assert (answer.status_code, words in answer.content.decode()) == (status, True), name
    dora.refresh_from_db()
    assert dora.username == "dora"


def test_the_name_given_up_is_nobody_elses_for_a_month(time_machine):
    dora, otto = person("dora"), person("otto")
    change_username(user=dora, username="dorothea")
    with pytest.raises(UsernameTaken):
        change_username(user=otto, username="Dora")
    with pytest.raises(UsernameTaken):
        registers_as("DORA")
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert registers_as("dora")
    assert change_username(user=otto, username="dora").username == "dora"


def test_they_may_have_it_back_themselves():
    dora = person("dora")
    change_username(user=dora, username="dorothea")
    change_username(user=dora, username="dora")
    assert list(FormerName.objects.values_list("username", flat=True)) == ["dorothea"]


def test_another_case_of_the_same_name_keeps_nothing_back():
    dora = person("dora")
    change_username(user=dora, username="Dora")
    assert not FormerName.objects.exists()


def test_three_times_a_day_is_often_enough_and_the_same_name_costs_nothing():
    dora = person("dora")
    for name in ("dora1", "dora1", "dora2", "dora2", "dora3"):
        change_username(user=dora, username=name)
    with pytest.raises(Limited):
        change_username(user=dora, username="dora4")
    client = logged_in(dora)
    assert client.patch("/api/v1/me/", {"username": "dora5"}, content_type="application/json").status_code == 429
    assert client.post(PAGE, {"username": "dora5"}).status_code == 429


def test_names_whose_month_is_over_are_swept(time_machine):
    change_username(user=person("dora"), username="dorothea")
    forget_old_keys()
    assert FormerName.objects.exists()
    time_machine.move_to(timezone.now() + timedelta(days=31))
    forget_old_keys()
    assert not FormerName.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_name_that_many_want_at_once_is_one_persons():
    redis_client().flushdb()
    people = [person(f"somebody{number}") for number in range(6)]
    outcomes = []
    together = threading.Barrier(len(people))

    def want(somebody):
        together.wait()
        try:
            change_username(user=somebody, username="highlander")
            outcomes.append("got it")
        except UsernameTaken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=want, args=[somebody]) for somebody in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["got it", *["taken"] * 5]
    assert User.objects.filter(username="highlander").count() == 1
