"""The second language is complete, and means what the first one says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}|</?\w+")
SOURCES = ["roastlive", "accounts", "moderation", "economy", "streams", "battles", "analytics", "templates"]


def catalogue(language: str, root: Path = settings.LOCALE_PATHS[0]) -> Catalog:
    with (root / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(words: str | tuple[str, ...] | list[str]) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


def messages(of: Catalog) -> list[Message]:
    return [message for message in of if message.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_a_guess(language: str) -> None:
    known = messages(catalogue(language))
    assert known
    assert [m.id for m in known if m.fuzzy or not all(forms(m.string))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_original_does(language: str) -> None:
    for message in messages(catalogue(language)):
        wanted = {frozenset(PLACEHOLDER.findall(text)) for text in forms(message.id)}
        for text in forms(message.string):
            assert frozenset(PLACEHOLDER.findall(text)) in wanted, message.id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.skipif(shutil.which("xgettext") is None, reason="GNU gettext collects the texts")
def test_no_text_is_missing_from_the_catalogue(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    """Collected anew in a copy of the sources; what appears there and not here was forgotten."""
    for name in SOURCES:
        ignored = shutil.ignore_patterns("tests", "__pycache__", "locale", "migrations")
        shutil.copytree(settings.BASE_DIR / name, tmp_path / name, ignore=ignored)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    (tmp_path / "locale").mkdir()
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=[language], no_location=True, verbosity=0)
    collected = {message.id for message in messages(catalogue(language, tmp_path / "locale"))}
    assert collected - {message.id for message in messages(catalogue(language))} == set()
