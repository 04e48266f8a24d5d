"""Where the private stores live, and under which addresses they answer."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

# A Unix socket's path holds 107 characters; PostgreSQL appends "/.s.PGSQL.5432.lock".
LONGEST_RUN_DIR = 85

OWNER_ROLE = "roastlive_owner"
APPLICATION_ROLE = "roastlive_app"
DATABASE = "roastlive"


@dataclass(frozen=True)
class Layout:
    """Every path of one set of private stores below `var`."""

    var: Path

    @property
    def postgres_data(self) -> Path:
        return self.var / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.var / "valkey"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def run(self) -> Path:
        """Sockets and pid files; a short directory elsewhere when the checkout lies too deep for a socket."""
        inside = self.var / "run"
        if len(str(inside)) <= LONGEST_RUN_DIR:
            return inside
        digest = hashlib.sha256(str(self.var).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"roastlive-{os.getuid()}-{digest}"

    @property
    def postgres_socket(self) -> Path:
        return self.run / "postgres"

    @property
    def valkey_socket(self) -> Path:
        return self.run / "valkey.sock"

    def database_url(self, role: str = APPLICATION_ROLE, database: str = DATABASE) -> str:
        return f"postgres://{role}@/{database}?host={quote(str(self.postgres_socket))}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.valkey_socket}?db=0"
