"""Imports, foreign keys and names go down the floors only, and what watches over it has been seen to object."""

from __future__ import annotations

import ast
import re
import subprocess
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps

from tests.floors import CONTRACTS, ROOT, apps_downwards, contracts

KERNEL = ROOT / "roastlive" / "lib"
LINTER = Path(sysconfig.get_path("scripts")) / "lint-imports"

# For each contract files that break it, and nothing else.
BREACHES = [
    ("Floors", {"accounts/services/fame.py": "import battles.models"}),
    ("Floors", {"economy/tests/test_tips.py": "from streams import models"}),
    ("Floors", {"roastlive/lib/ids.py": "import accounts.models"}),
    ("The house stands above its apps", {"analytics/counting.py": "import roastlive.urls"}),
    (
        "The house stands above its apps",
        {"roastlive/lib/ids.py": "import roastlive.novelty", "roastlive/novelty.py": ""},
    ),
    (
        "Inside an app",
        {"economy/models/money.py": "from economy.services import buying", "economy/services/buying.py": ""},
    ),
    ("Inside an app", {"streams/views.py": "import streams.api", "streams/api/__init__.py": ""}),
    ("Inside an app", {"streams/querysets.py": "import streams.models", "streams/models/__init__.py": ""}),
    (
        "Inside an app",
        {
            "battles/services/voting.py": "import battles.meter",
            "battles/meter.py": "import battles.consumers",
            "battles/consumers.py": "",
        },
    ),
    ("Settings are asked through Django", {"roastlive/home.py": "from roastlive.settings import base"}),
    ("Settings import no code", {"roastlive/settings/base.py": "import roastlive.lib.ids"}),
    ("Settings import no code", {"roastlive/settings/prod.py": "import roastlive.desk.site"}),
    ("Only tests use what tests use", {"roastlive/views.py": "import roastlive.testing.stores"}),
    ("Ways in touch no driver", {"economy/views.py": "import psycopg"}),
    (
        "Ways in touch no driver",
        {"economy/api/payments.py": "from stripe import Refund", "economy/api/__init__.py": ""},
    ),
]

# Ways into an app ask services and selectors; none of these modules speaks SQL.
WAYS_IN = {"admin", "api", "consumers", "forms", "receivers", "tasks", "templatetags", "views"}
SPEAKS_SQL = {"connection", "connections", "RawSQL"}


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """Every package and module of the house, empty, under the contracts."""
    for package in contracts()["importlinter"]["root_packages"].split():
        for path in (ROOT / package).rglob("*.py"):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.touch()
    # An import that a contract permits by name must be there.
    for permitted in contracts()["importlinter:contract:configuration"]["ignore_imports"].split("\n"):
        importer, _, imported = permitted.partition(" -> ")
        if imported:
            (tmp_path / f"{importer.replace('.', '/')}.py").write_text(f"import {imported}\n")
    (tmp_path / ".importlinter").write_text(CONTRACTS.read_text())
    return tmp_path


def add(skeleton: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = skeleton / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        with path.open("a") as file:
            file.write(text)


def lint(directory: Path) -> tuple[int, set[str]]:
    """The exit code, and the contracts that are said to be broken."""
    done = subprocess.run([LINTER, "--no-logo"], cwd=directory, capture_output=True, text=True, check=False)
    return done.returncode, set(re.findall(r"^(.+) BROKEN", done.stdout, re.MULTILINE))


def test_the_empty_house_keeps_every_contract(skeleton):
    assert lint(skeleton) == (0, set())


@pytest.mark.parametrize(
    ("contract", "files"), BREACHES, ids=lambda value: next(iter(value)) if isinstance(value, dict) else None
)
def test_a_breach_of_a_contract_is_noticed(contract, files, skeleton):
    add(skeleton, files)
    assert lint(skeleton) == (1, {contract})


def test_an_import_for_types_alone_may_go_up(skeleton):
    add(
        skeleton,
        {"accounts/services/fame.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import battles"},
    )
    assert lint(skeleton) == (0, set())


def test_every_contract_has_been_seen_to_fail():
    names = {section["name"] for name, section in contracts().items() if name.startswith("importlinter:contract:")}
    assert names == {contract for contract, _files in BREACHES}


def test_every_app_of_ours_has_a_floor():
    ours = {path.parent.name for path in ROOT.glob("*/apps.py")} - {"roastlive"}
    assert ours == set(apps_downwards())


def test_installed_apps_stand_in_the_order_of_the_floors():
    upwards = ["roastlive.lib", *reversed(apps_downwards())]
    assert [name for name in settings.INSTALLED_APPS if name in upwards] == upwards
    assert settings.INSTALLED_APPS[-1] == "roastlive.apps.HouseConfig"


# --- Foreign keys, by name or by class -------------------------------------------------------------------------------


def relations_upwards(all_models: Iterable[type[models.Model]]) -> list[str]:
    """Relations of our models to a model of a higher floor. Apps that are not ours stand on no floor."""
    height = {app: number for number, app in enumerate(["kernel", *reversed(apps_downwards())])}
    return [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in all_models
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if height.get(field.related_model._meta.app_label, -1) > height.get(model._meta.app_label, len(height))
    ]


def test_no_relation_points_at_a_higher_floor():
    assert relations_upwards(apps.get_models(include_auto_created=True)) == []


@isolate_apps("accounts", "battles")
def test_a_relation_to_a_higher_floor_would_be_noticed():
    class Fight(models.Model):  # noqa: DJ008 - it is never shown
        class Meta:
            app_label = "battles"

    class Person(models.Model):  # noqa: DJ008 - it is never shown
        won = models.ForeignKey("battles.Fight", on_delete=models.CASCADE)
        fought = models.ManyToManyField("battles.Fight", related_name="+")

        class Meta:
            app_label = "accounts"

    assert relations_upwards([Person, Fight]) == [
        "accounts.Person.won → battles.Fight",
        "accounts.Person.fought → battles.Fight",
    ]


# --- Names in texts, which no import shows ---------------------------------------------------------------------------


def own_sources(directory: Path) -> Iterator[Path]:
    return (path for path in sorted(directory.rglob("*.py")) if "tests" not in path.parts)


def names_of_apps(source: str) -> set[str]:
    """Texts such as "accounts.User" or "economy": a dependency on an app that imports do not show."""
    label = "|".join(apps_downwards())
    texts = (
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text for text in texts if re.search(rf"\b({label})\.\w|^({label})$", text)}


def test_the_kernel_names_no_app():
    named = {str(path.relative_to(ROOT)): names_of_apps(path.read_text()) for path in own_sources(KERNEL)}
    assert {path: texts for path, texts in named.items() if texts} == {}


@pytest.mark.parametrize(
    "source", ["ForeignKey('accounts.User')", "'''See economy.services.'''", "get_app_config('streams')"]
)
def test_the_name_of_an_app_would_be_noticed(source):
    assert names_of_apps(source)


def test_a_plain_word_is_no_name_of_an_app():
    assert names_of_apps("'''Streams and battles. Accounts of the economy.'''") == set()


def sql_spoken(source: str) -> set[str]:
    tree = ast.parse(source)
    imported = {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db")
        for name in node.names
    }
    called = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    return imported & SPEAKS_SQL | called & {"raw"}


def test_ways_into_an_app_speak_no_sql():
    sources = (path for app in apps_downwards() for path in own_sources(ROOT / app))
    spoken = {
        str(path.relative_to(ROOT)): sql_spoken(path.read_text())
        for path in sources
        if WAYS_IN & {*path.relative_to(ROOT).parts, path.stem}
    }
    assert {path: words for path, words in spoken.items() if words} == {}


@pytest.mark.parametrize("source", ["from django.db import connection, models", "Tip.objects.raw('SELECT 1')"])
def test_sql_in_a_way_in_would_be_noticed(source):
    assert sql_spoken(source)
