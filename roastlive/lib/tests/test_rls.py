import threading
from uuid import uuid4

import pytest
from django.apps.registry import Apps
from django.db import DatabaseError, ProgrammingError, connection, models, transaction
from django.db.migrations import Migration
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter

from roastlive.lib.models import Row
from roastlive.lib.rls import AppendOnly, ForceRowSecurity, acting_as, acting_as_house
from roastlive.lib.rls.identity import _exchange
from roastlive.lib.roles import database_owner

aside = Apps()
ALICE, BOB = uuid4(), uuid4()


class Purse(Row):
    user_id = models.UUIDField()
    note = models.TextField(default="")

    class Meta:
        app_label = "kernel"
        apps = aside


def migrate(*operations, forwards=True):
    state = ProjectState()
    state.add_model(ModelState.from_model(Purse))
    migration = Migration("protect", "kernel")
    migration.operations = list(operations)
    with database_owner(), connection.schema_editor() as editor:
        if forwards:
            migration.apply(state, editor)
        else:
            migration.unapply(state, editor)


@pytest.fixture
def table(transactional_db):
    with database_owner(), connection.schema_editor() as editor:
        editor.create_model(Purse)


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@pytest.mark.usefixtures("table")
class TestRowSecurity:
    @pytest.fixture(autouse=True)
    def purses(self, table):
        migrate(ForceRowSecurity("Purse", owner="user_id"))
        for person in (ALICE, BOB):
            with acting_as(person):
                Purse.objects.create(user_id=person)

    def seen(self):
        return {row.user_id for row in Purse.objects.all()}

    def test_everybody_sees_their_own_rows_and_nobody_sees_any(self):
        with acting_as(ALICE):
            assert self.seen() == {ALICE}
        with acting_as(None):
            assert self.seen() == set()
        assert self.seen() == set()

    def test_the_house_sees_all(self):
        with acting_as_house():
            assert self.seen() == {ALICE, BOB}

    def test_the_owner_of_the_table_is_bound_too(self):
        with database_owner():
            assert self.seen() == set()
            with acting_as(BOB):
                assert self.seen() == {BOB}

    def test_nobody_writes_in_the_name_of_another(self):
        with pytest.raises(ProgrammingError, match="row-level security"), acting_as(ALICE):
            Purse.objects.create(user_id=BOB)
        with pytest.raises(ProgrammingError, match="row-level security"):
            Purse.objects.create(user_id=ALICE)
        with pytest.raises(ProgrammingError, match="row-level security"), acting_as(ALICE):
            Purse.objects.update(user_id=BOB)

    def test_what_one_does_not_see_one_can_neither_change_nor_delete(self):
        with acting_as(ALICE):
            assert Purse.objects.filter(user_id=BOB).update(note="mine") == 0
            assert Purse.objects.filter(user_id=BOB).delete()[0] == 0
        with acting_as(BOB):
            assert Purse.objects.get().note == ""

    def test_the_application_cannot_lift_the_rule(self):
        for attempt in (
            "ALTER TABLE kernel_purse NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE kernel_purse DISABLE ROW LEVEL SECURITY",
            "DROP POLICY own_rows ON kernel_purse",
            "ALTER ROLE CURRENT_USER BYPASSRLS",
            "SET ROLE roastlive_owner",
            "TRUNCATE kernel_purse",
        ):
            with pytest.raises(DatabaseError):
                sql(attempt)
        sql("SET row_security = off")
        with pytest.raises(DatabaseError, match="row-level security"):
            sql("SELECT * FROM kernel_purse")

    def test_an_identity_does_not_outlive_its_transaction_in_the_connection(self):
        with acting_as(ALICE):
            backend = sql("SELECT pg_backend_pid()")
        assert sql("SELECT pg_backend_pid()") == backend, "the same connection"
        assert self.seen() == set()
        with pytest.raises(ZeroDivisionError), acting_as_house():
            raise ZeroDivisionError
        assert sql("SELECT pg_backend_pid()") == backend
        assert self.seen() == set()

    def test_even_one_that_nobody_took_back_ends_with_its_transaction(self):
        with transaction.atomic():
            _exchange(str(ALICE), "on")
            assert self.seen() == {ALICE, BOB}
        assert self.seen() == set()

    def test_it_ends_with_its_block_even_within_a_longer_transaction(self):
        with transaction.atomic():
            with acting_as(ALICE):
                pass
            assert self.seen() == set()
            with pytest.raises(DatabaseError), acting_as(ALICE):
                sql("SELECT 1/0")
            assert self.seen() == set()

    def test_blocks_nest_and_give_back_what_was_before(self):
        with acting_as(ALICE):
            with acting_as_house():
                assert self.seen() == {ALICE, BOB}
                with acting_as(BOB):
                    assert self.seen() == {BOB}
                assert self.seen() == {ALICE, BOB}
            assert self.seen() == {ALICE}

    def test_another_connection_knows_nothing_of_it(self):
        found = []

        def look():
            try:
                found.append(self.seen())
            finally:
                connection.close()

        with acting_as(ALICE):
            thread = threading.Thread(target=look)
            thread.start()
            thread.join(30)
        assert found == [set()]

    def test_it_can_be_taken_back(self):
        migrate(ForceRowSecurity("Purse", owner="user_id"), forwards=False)
        assert self.seen() == {ALICE, BOB}

    def test_a_condition_may_be_more_than_an_owner(self):
        migrate(ForceRowSecurity("Purse", owner="user_id"), forwards=False)
        migrate(ForceRowSecurity("Purse", condition="user_id = {person} OR note = 'open'"))
        with acting_as(BOB):
            Purse.objects.update(note="open")
        with acting_as(ALICE):
            assert self.seen() == {ALICE, BOB}


@pytest.mark.usefixtures("table")
class TestAppendOnly:
    @pytest.fixture(autouse=True)
    def one_row(self, table):
        migrate(AppendOnly("Purse"))
        Purse.objects.create(user_id=ALICE)

    CHANGES = ("UPDATE kernel_purse SET note = 'x'", "DELETE FROM kernel_purse", "TRUNCATE kernel_purse")

    @pytest.mark.parametrize("change", CHANGES)
    def test_the_application_has_no_right_to_change_rows(self, change):
        with pytest.raises(ProgrammingError, match="permission denied"):
            sql(change)
        Purse.objects.create(user_id=BOB)
        assert Purse.objects.count() == 2

    @pytest.mark.parametrize("change", CHANGES)
    def test_the_owner_of_the_table_cannot_either(self, change):
        with database_owner(), pytest.raises(ProgrammingError, match="kernel_purse is append-only"):
            sql(change)
        assert Purse.objects.count() == 1

    def test_a_session_that_switches_triggers_off_does_not_switch_these_off(self):
        always = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'kernel_purse'::regclass AND tgenabled = 'A' ORDER BY 1"
        assert sql(always) == [("keep_rows",), ("keep_table",)]

    def test_it_can_be_taken_back(self):
        migrate(AppendOnly("Purse"), forwards=False)
        assert Purse.objects.update(note="changed") == 1
        assert Purse.objects.all().delete()[0] == 1
        migrate(AppendOnly("Purse"))


class TestInMigrations:
    @pytest.mark.parametrize(
        "operation",
        [
            ForceRowSecurity("Purse", owner="user"),
            ForceRowSecurity("Purse", condition="user_id = {person}"),
            AppendOnly("Purse"),
        ],
    )
    def test_operations_can_be_written_down_and_read_again(self, operation):
        migration = Migration("protect", "kernel")
        migration.operations = [operation]
        namespace = {}
        exec(MigrationWriter(migration).as_string(), namespace)  # noqa: S102
        (read,) = namespace["Migration"].operations
        assert read.deconstruct() == operation.deconstruct()
        assert "Purse" in read.describe()

    @pytest.mark.parametrize("arguments", [{}, {"owner": "user", "condition": "true"}])
    def test_a_rule_is_one_thing(self, arguments):
        with pytest.raises(ValueError, match="either an owner or a condition"):
            ForceRowSecurity("Purse", **arguments)
