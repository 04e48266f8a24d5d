"""A real server that speaks MongoDB's protocol, started for one run of the tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import PyMongoError

CHECKOUT = Path(__file__).resolve().parents[4]
# Where there is a MongoDB proper, the same tests run against it: each uses and drops databases of its own.
GIVEN = "MONGODB_TEST_URI"
REQUIRED = "REQUIRE_PEERS"
ABSENT = "ferretdb not found: make peers installs it"


def ferretdb() -> str | None:
    built = CHECKOUT / "var" / "peers" / "bin"
    return shutil.which("ferretdb", path=f"{built}{os.pathsep}{os.environ.get('PATH', '')}")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(program: str, directory: Path) -> Iterator[str]:
    """Its URI, without a database."""
    port = free_port()
    # FerretDB's own command and ours read the same environment.
    environment = {
        "FERRETDB_HANDLER": "sqlite",
        "FERRETDB_SQLITE_URL": f"file:{directory}/",
        "FERRETDB_STATE_DIR": str(directory),
        "FERRETDB_LISTEN_ADDR": f"127.0.0.1:{port}",
        "FERRETDB_DEBUG_ADDR": "-",
        "FERRETDB_TELEMETRY": "disable",
    }
    with (directory / "log").open("wb") as log:
        server = subprocess.Popen([program], env=environment, stdout=log, stderr=log)
    try:
        _wait(server, f"mongodb://127.0.0.1:{port}/", directory / "log")
        yield f"mongodb://127.0.0.1:{port}/"
    finally:
        # Its data is thrown away, so it need not say goodbye.
        server.kill()
        server.wait(10)


def _wait(server: subprocess.Popen[bytes], uri: str, log: Path) -> None:
    for _ in range(50):
        client: MongoClient[dict[str, object]] = MongoClient(uri, serverSelectionTimeoutMS=200)
        try:
            client.admin.command("ping")
        except PyMongoError:
            if server.poll() is not None:
                break
        else:
            return
        finally:
            client.close()
    raise RuntimeError(f"ferretdb did not start:\n{log.read_text()[-2000:]}")
