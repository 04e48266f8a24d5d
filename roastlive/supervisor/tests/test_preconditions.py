import os
import socket

import pytest
from django.db import connection

from roastlive.supervisor import preconditions
from roastlive.supervisor.preconditions import (
    CannotStart,
    claim,
    require_database,
    require_free_port,
    require_redis,
)


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr(preconditions, "FORMER_HOUSE_ENDS_WITHIN", 0)


def test_a_second_house_in_the_same_place_is_refused_and_told_whose_it_is(tmp_path):
    with (
        claim(tmp_path, tmp_path / "run"),
        pytest.raises(CannotStart, match=f"running here already \\(pid {os.getpid()}\\)"),
    ):
        claim(tmp_path, tmp_path / "run")


def test_a_lock_left_behind_by_a_killed_house_does_not_matter(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "up.lock").write_text("1")
    with claim(tmp_path, tmp_path / "run") as lock:
        lock.seek(0)
        assert lock.read() == str(os.getpid())


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match=r"/file.* cannot be written .* VAR_DIR"):
        claim(tmp_path / "file" / "var", tmp_path / "file" / "var" / "run")


def test_a_taken_port_is_refused_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"Port {port} is taken .* PORT={port + 10} make run"):
            require_free_port("127.0.0.1", port, variable="PORT")
    require_free_port("127.0.0.1", port, variable="PORT")


def test_an_address_that_is_not_ours_is_refused():
    with pytest.raises(CannotStart, match="BIND_ADDRESS"):
        require_free_port("192.0.2.1", 8000, variable="PORT")


def test_a_redis_that_does_not_answer_is_named():
    with pytest.raises(CannotStart, match="Redis does not answer.*REDIS_URL"):
        require_redis("redis://127.0.0.1:1/0")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    connection.close()
    with pytest.raises(CannotStart, match="The database does not answer: .* DATABASE_URL"):
        require_database()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_newer_than_the_code_is_refused():
    require_database()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '9999_from_tomorrow', now())"
        )
    with pytest.raises(CannotStart, match="newer than this code: it knows accounts.9999_from_tomorrow"):
        require_database()
