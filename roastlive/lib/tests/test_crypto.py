import json
from base64 import b64decode, b64encode

import pytest
from django.apps.registry import Apps
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection, models

from roastlive.lib import checks
from roastlive.lib.checks import encrypted_rows_know_their_ids, field_keys_are_there
from roastlive.lib.crypto import CannotOpen, EncryptedJSONField, EncryptedTextField, rotation
from roastlive.lib.crypto.sealing import Sealed, seal, unseal
from roastlive.lib.models import Row
from roastlive.lib.roles import database_owner

aside = Apps()


class Diary(Row):
    secret = EncryptedTextField()
    details = EncryptedJSONField(null=True)

    class Meta:
        app_label = "kernel"
        apps = aside


class Ledger(Row):
    secret = EncryptedTextField()

    class Meta:
        app_label = "kernel"
        apps = aside


NEW, OLD = "new:" + "n" * 43, "test:" + "k" * 43


@pytest.fixture(autouse=True)
def one_key(settings):
    settings.FIELD_KEYS = [OLD]


@pytest.fixture
def tables(transactional_db):
    with database_owner(), connection.schema_editor() as editor:
        editor.create_model(Diary)
        editor.create_model(Ledger)


def stored(column="secret", table="kernel_diary"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def store(value, row, table="kernel_diary"):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET secret = %s WHERE id = %s", [value, row.pk])  # noqa: S608


@pytest.mark.usefixtures("tables")
class TestFields:
    def test_what_was_saved_is_read_and_the_database_does_not_know_it(self):
        row = Diary.objects.create(secret="Liebes Tagebuch 🔥", details={"iban": ["DE", 12]})
        read = Diary.objects.get(pk=row.pk)
        assert read.secret == "Liebes Tagebuch 🔥"
        assert read.details == {"iban": ["DE", 12]}
        assert stored()[0].startswith("test:")
        assert b"Tagebuch" not in b64decode(stored()[0].partition(":")[2])

    def test_the_same_text_never_looks_the_same(self):
        for _ in range(3):
            Diary.objects.create(secret="again")
        assert len(set(stored())) == 3

    def test_saving_again_makes_a_fresh_nonce(self):
        row = Diary.objects.create(secret="again")
        (before,) = stored()
        row = Diary.objects.get(pk=row.pk)
        row.save()
        (after,) = stored()
        assert before != after
        assert Diary.objects.get().secret == "again"

    def test_a_value_moved_to_another_row_does_not_open(self):
        mine, yours = (Diary.objects.create(secret=name) for name in ("mine", "yours"))
        store(stored()[0], yours)
        assert Diary.objects.get(pk=mine.pk).secret == "mine"
        with pytest.raises(CannotOpen):
            _ = Diary.objects.get(pk=yours.pk).secret

    def test_a_value_moved_to_another_column_or_table_does_not_open(self):
        row = Diary.objects.create(secret='"mine"', details="yours")
        Ledger.objects.create(id=row.pk, secret="ours")
        (secret,) = stored()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE kernel_diary SET details = secret")
            cursor.execute("UPDATE kernel_ledger SET secret = %s", [secret])
        with pytest.raises(CannotOpen):
            _ = Diary.objects.get().details
        with pytest.raises(CannotOpen):
            _ = Ledger.objects.get().secret

    def test_an_altered_value_does_not_open(self):
        row = Diary.objects.create(secret="mine")
        key_id, _, body = stored()[0].partition(":")
        raw = bytearray(b64decode(body))
        raw[-1] ^= 1
        for altered in (f"{key_id}:{b64encode(raw).decode()}", f"{key_id}:", f"{key_id}:***", "mine", ""):
            store(altered, row)
            with pytest.raises(CannotOpen):
                _ = Diary.objects.get().secret

    def test_nothing_is_still_nothing(self):
        Diary.objects.create(secret="", details=None)
        read = Diary.objects.get()
        assert (read.secret, read.details) == ("", None)
        assert Diary.objects.filter(details__isnull=True).exists()

    def test_many_can_be_made_at_once(self):
        Diary.objects.bulk_create([Diary(secret=str(n)) for n in range(3)])
        assert [row.secret for row in Diary.objects.order_by("id")] == ["0", "1", "2"]

    def test_a_deferred_value_opens_when_it_is_looked_at(self):
        Diary.objects.create(secret="later")
        assert Diary.objects.defer("secret").get().secret == "later"

    def test_ways_around_the_row_are_refused_rather_than_left_in_the_open(self):
        row = Diary.objects.create(secret="mine")
        (before,) = stored()
        with pytest.raises(FieldError):
            Diary.objects.update(secret="plain")
        row.secret = "plain"
        with pytest.raises(FieldError):
            Diary.objects.bulk_update([row], ["secret"])
        with pytest.raises(FieldError):
            Diary.objects.filter(secret="mine").exists()
        with pytest.raises(FieldError):
            Diary.objects.filter(secret__startswith="m").exists()
        assert stored() == [before]

    def test_values_show_what_is_sealed_and_do_not_open_it(self):
        Diary.objects.create(secret="mine")
        (value,) = Diary.objects.values_list("secret", flat=True)
        assert repr(value) == "<sealed with test>"


@pytest.mark.usefixtures("tables")
class TestRotation:
    @pytest.fixture(autouse=True)
    def only_these(self, monkeypatch):
        monkeypatch.setattr("roastlive.lib.management.commands.rotate_field_keys.encrypted_models", lambda: [Diary])
        monkeypatch.setattr(rotation, "ROWS_AT_ONCE", 2)

    def test_a_new_key_in_front_is_used_from_now_on_and_the_old_one_still_opens(self, settings):
        old = Diary.objects.create(secret="old")
        settings.FIELD_KEYS = [NEW, OLD]
        Diary.objects.create(secret="new")
        assert [value.partition(":")[0] for value in stored()] == ["test", "new"]
        assert Diary.objects.get(pk=old.pk).secret == "old"

    def test_after_rotating_the_old_key_is_not_needed(self, settings, capsys):
        for n in range(5):
            Diary.objects.create(secret=str(n), details=[n] if n else None)
        settings.FIELD_KEYS = [NEW, OLD]
        Diary.objects.create(secret="5")
        call_command("rotate_field_keys")
        assert "kernel.Diary: 5 moved to the key new" in capsys.readouterr().out
        settings.FIELD_KEYS = [NEW]
        assert [row.secret for row in Diary.objects.order_by("id")] == list("012345")
        assert [row.details for row in Diary.objects.order_by("id")] == [None, [1], [2], [3], [4], None]
        call_command("rotate_field_keys")
        assert "0 moved" in capsys.readouterr().out

    def test_what_does_not_open_is_named_and_the_rest_is_moved(self, settings):
        broken, fine = (Diary.objects.create(secret=name) for name in ("broken", "fine"))
        store("gone:AAAA", broken)
        settings.FIELD_KEYS = [NEW, OLD]
        with pytest.raises(CommandError, match=f"(?s)Keep the old keys.*kernel_diary.secret.{broken.pk}"):
            call_command("rotate_field_keys")
        settings.FIELD_KEYS = [NEW]
        assert Diary.objects.get(pk=fine.pk).secret == "fine"


class TestKeys:
    @pytest.mark.parametrize(
        "keys",
        [[], ["nocolon"], [":" + "k" * 43], ["a:short"], ["a:" + "k" * 43, "a:" + "j" * 43], ["a b:" + "k" * 43]],
    )
    def test_missing_weak_and_doubled_keys_are_found_when_the_house_starts(self, keys, settings):
        settings.FIELD_KEYS = keys
        (problem,) = field_keys_are_there()
        assert problem.id == "kernel.E003"
        assert "k" * 10 not in problem.msg + problem.hint

    def test_a_different_secret_does_not_open(self, settings):
        sealed = seal("mine", "here")
        settings.FIELD_KEYS = ["test:" + "x" * 43]
        with pytest.raises(CannotOpen):
            unseal(sealed, "here")

    def test_a_key_that_is_gone_is_named(self, settings):
        sealed = seal("mine", "here")
        settings.FIELD_KEYS = [NEW]
        with pytest.raises(CannotOpen, match="the key test, which is not in FIELD_KEYS"):
            unseal(sealed, "here")

    def test_a_sealed_value_is_what_the_readme_of_the_format_says(self):
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        from roastlive.lib.crypto.keys import field_keys

        key_id, _, body = seal("mine", "here").partition(":")
        raw = b64decode(body)
        assert AESGCM(field_keys()[key_id]).decrypt(raw[:12], raw[12:], b"here") == b"mine"
        assert len(field_keys()[key_id]) == 32

    def test_ids_made_by_the_database_are_found_when_the_house_starts(self, monkeypatch):
        class Numbered(models.Model):  # noqa: DJ008
            secret = EncryptedTextField()

            class Meta:
                app_label = "kernel"
                apps = Apps()

        monkeypatch.setattr(checks.apps, "get_models", lambda: [Numbered, Diary])
        (problem,) = encrypted_rows_know_their_ids()
        assert problem.id == "kernel.E004"
        with pytest.raises(FieldError, match="before its row has an id"):
            Numbered._meta.get_field("secret").pre_save(Numbered(secret="x"), add=True)

    def test_json_that_is_text_is_not_taken_for_sealed(self):
        assert json.loads(unseal(seal('"a:b"', "here"), "here")) == "a:b"
        assert Sealed("a:b").key_id == "a"
