"""The private servers themselves, apart from those that the tests run on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from roastlive.lib.embedded.layout import LONGEST_RUN_DIR, Layout
from roastlive.lib.embedded.postgres import PrivatePostgres
from roastlive.lib.embedded.servers import StoreError
from roastlive.lib.embedded.valkey import PrivateValkey
from roastlive.testing.stores import scratch_directory


@pytest.fixture
def place():
    with scratch_directory() as directory:
        yield directory


@pytest.fixture
def postgres(place):
    server = PrivatePostgres(place / "data", place / "run", place / "postgres.log", durable=False)
    yield server
    server.stop()


def test_a_first_start_makes_the_roles_and_checks_its_pages(postgres):
    postgres.start()
    postgres.bootstrap()
    postgres.bootstrap()
    with postgres.connect("roastlive", "roastlive_app") as connection:
        mighty = connection.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert mighty.fetchone() == (False,)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
        assert connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements'").fetchone()
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (id int)")


def test_what_was_committed_survives_a_killed_server(place):
    server = PrivatePostgres(place / "data", place / "run", place / "postgres.log")
    server.start()
    with server.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()

    again = PrivatePostgres(place / "data", place / "run", place / "postgres.log")
    again.start()
    try:
        with again.connect() as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (1,)
    finally:
        again.stop()


def test_a_pid_file_that_names_another_program_is_survived(postgres):
    postgres.prepare()
    with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as other:
        (postgres.data / "postmaster.pid").write_text(f"{other.pid}\n{postgres.data}\n")
        try:
            postgres.start()
            assert postgres.answers()
        finally:
            other.kill()


def test_a_half_made_directory_is_made_again(postgres):
    postgres.data.mkdir(parents=True)
    (postgres.data / "base").mkdir()
    (postgres.data / "postgresql.conf").write_text("half")
    postgres.start()
    assert postgres.answers()


def test_two_servers_never_share_a_directory(postgres, monkeypatch):
    postgres.start()
    monkeypatch.setattr("roastlive.lib.embedded.postgres.FORMER_SERVER_ENDS_WITHIN", 0)
    second = PrivatePostgres(postgres.data, postgres.socket, postgres.log, durable=False)
    with pytest.raises(StoreError, match="Another PostgreSQL uses"):
        second.start()


def test_a_server_that_cannot_start_says_why(place):
    place.joinpath("data").mkdir()
    server = PrivateValkey(place / ("x" * 120), place / "data", place / "valkey.log")
    with pytest.raises(StoreError, match="The private Valkey stopped while starting"):
        server.start()


def test_valkey_remembers_what_it_was_told_when_it_is_durable(place):
    for _ in range(2):
        server = PrivateValkey(place / "valkey.sock", place / "data", place / "valkey.log")
        server.start()
        try:
            with redis.Redis.from_url(server.url) as client:
                count = client.incr("starts")
        finally:
            server.stop()
    assert count == 2


def test_sockets_find_a_short_home_when_the_checkout_lies_deep():
    deep = Layout(Path("/" + "deep/" * 30) / "var")
    assert len(str(deep.run)) <= LONGEST_RUN_DIR
    assert deep.run != Layout(Path("/" + "deep/" * 31) / "var").run
    near = Layout(Path("/home/dora/roastlive/var"))
    assert near.run == near.var / "run"


@pytest.mark.skipif(os.getuid() != 0, reason="only root has rights to give up")
def test_roots_server_runs_as_somebody_else(postgres):
    postgres.start()
    status = Path(f"/proc/{postgres.process.pid}/status").read_text()
    uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
    assert set(uids) == {str(postgres.uid)}
    assert postgres.uid != 0
