"""Fill the house with people and shows that do not exist."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import autodiscover_modules

from roastlive.lib.demo import Stage, demos
from roastlive.settings.environment import remembered_secret


class Command(BaseCommand):
    help = "Adds demo people and what they do. Run again, it adds only what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", help="For everybody it invents; otherwise one is made and kept under var/.")

    def handle(self, *args: Any, password: str | None, **options: Any) -> None:
        autodiscover_modules("demo")
        stage = Stage(password=password or remembered_secret("demo_password", size=9))
        for fill in demos():
            fill(stage)
        for line in stage.lines:
            self.stdout.write(line)
