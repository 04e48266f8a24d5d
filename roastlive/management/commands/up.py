"""Run the whole house on this machine."""

from __future__ import annotations

from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.services.administrators import create_first_administrator
from roastlive.lib.eventstore.tending import tend
from roastlive.settings.environment import PRIVATE, VAR_DIR, env
from roastlive.supervisor.house import House
from roastlive.supervisor.preconditions import CannotStart, claim, require_database, require_free_port, require_redis


class Command(BaseCommand):
    help = "Starts the private stores (unless addresses are given), migrates, and runs pages, live sockets, worker and beat."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--admin-email", default="admin@localhost", help="The first administrator, on an empty database."
        )
        parser.add_argument("--no-demo", action="store_true", help="Leave an empty database without demo people.")

    def handle(self, *args: Any, admin_email: str, no_demo: bool, **options: Any) -> None:
        house = House(
            PRIVATE,
            own_postgres=not env("DATABASE_URL", default=""),
            own_valkey=not env("REDIS_URL", default=""),
            tell=self.tell,
        )
        try:
            with claim(VAR_DIR, PRIVATE.run):
                house.listen_to_signals()
                try:
                    self.open(house, admin_email, with_demo=not no_demo)
                    house.watch()
                finally:
                    house.close()
        except CannotStart as reason:
            raise CommandError(str(reason)) from reason
        self.tell("Everything has stopped.")

    def open(self, house: House, admin_email: str, *, with_demo: bool) -> None:
        require_free_port(settings.BIND_ADDRESS, settings.PORT, variable="PORT")
        require_free_port(settings.BIND_ADDRESS, settings.LIVE_PORT, variable="LIVE_PORT")
        require_free_port(settings.BIND_ADDRESS, settings.MEDIA_PORT, variable="MEDIA_PORT")
        if settings.MEDIA_RTMP_PORT:
            require_free_port(settings.BIND_ADDRESS, settings.MEDIA_RTMP_PORT, variable="MEDIA_RTMP_PORT")
        house.open_stores()
        require_redis(settings.REDIS_URL)
        require_database()
        self.tell("Bringing the database up to date.")
        call_command("migrate", verbosity=0, interactive=False)
        # After a long sleep the present month may have no partition yet.
        for _done in tend():
            pass
        password = create_first_administrator(email=admin_email)
        # A house that had nobody yet is an empty one.
        invented = self.invite_demo_people() if password and with_demo else ""
        if house.is_stopping:
            return
        house.open_doors()
        self.announce(house, admin_email, password, invented)

    def invite_demo_people(self) -> str:
        self.tell("Inviting demo people.")
        said = StringIO()
        call_command("demo", stdout=said)
        return said.getvalue()

    def announce(self, house: House, admin_email: str, password: str | None, invented: str) -> None:
        lines = [
            "",
            f"  RoastLive      http://{settings.BIND_ADDRESS}:{settings.PORT}",
            f"  Admin          http://{settings.BIND_ADDRESS}:{settings.PORT}/admin/",
            # Browsers tie a passkey to a name, and a bare address is none.
            f"  For passkeys   http://localhost:{settings.PORT}",
            f"  Live sockets   {settings.LIVE_SERVER}, port {settings.LIVE_PORT}",
            f"  Live pictures  port {settings.MEDIA_PORT}, encoders on {settings.MEDIA_RTMP_PORT or 'none'}",
            f"  PostgreSQL     {house.postgres.data if house.postgres else 'yours, by DATABASE_URL'}",
            f"  Valkey         {house.valkey.data if house.valkey else 'yours, by REDIS_URL'}",
            f"  Event store    {'MongoDB, by MONGODB_URI' if settings.MONGODB_URI else 'PostgreSQL'}",
            f"  Logs           {house.layout.logs}",
        ]
        if password:
            lines += ["", f"  First administrator: {admin_email}, password {password}  (shown this once)"]
        lines += ["", *(f"  {line}" for line in invented.splitlines())]
        self.tell("\n".join([*lines, "", "  Ctrl-C stops everything.", ""]))

    def tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
