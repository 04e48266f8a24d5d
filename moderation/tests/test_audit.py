"""The audit log is written for every act of staff, refuses every change, and shows the one that was forced upon it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from accounts.models import User
from accounts.tests.cast import logged_in, person
from moderation.models import AuditLog, AuditSeal
from moderation.services.audit import note
from moderation.services.audit_proof import note_head, prove
from roastlive.lib.roles import database_owner

forever = pytest.mark.django_db(transaction=True)
WRITERS = 20


def written(count: int) -> list[AuditLog]:
    return [
        note(actor=None, act="test.done", subject=f"thing:{number}", detail={"n": number}) for number in range(count)
    ]


def forced(*statements: str, row: AuditLog | None = None) -> None:
    """What only the owner of the tables can do: switch their guards off, and change what was written."""
    with database_owner(), connection.cursor() as cursor:
        for table in ("moderation_auditlog", "moderation_auditseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement, {"row": row.pk if row else None})


TAKEN_OUT = (
    "DELETE FROM moderation_auditseal WHERE entry_id = %(row)s",
    "DELETE FROM moderation_auditlog WHERE id = %(row)s",
)


@forever
def test_each_act_is_sealed_when_it_commits():
    first = note(actor=None, act="test.done", subject="person:1", reason="because", detail={"a": 1.50, "ü": "☃\n"})
    second = note(actor=None, act="test.done", ip="2001:db8::1")
    one, two = AuditSeal.objects.order_by("number")
    assert (one.entry_id, two.entry_id) == (first.pk, second.pk)
    assert (one.number, two.number, two.previous) == (1, 2, one.hash)
    assert prove() == prove({})
    assert prove().broken == ""


@forever
def test_an_act_that_is_rolled_back_leaves_no_gap():
    with transaction.atomic():
        note(actor=None, act="test.done")
        transaction.set_rollback(True)
    written(2)
    assert [seal.number for seal in AuditSeal.objects.order_by("number")] == [1, 2]


@forever
@pytest.mark.parametrize("table", ["moderation_auditlog", "moderation_auditseal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET created_at = now()", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_neither_the_application_nor_the_owner_changes_a_row(table: str, change: str):
    written(1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    with database_owner(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    assert prove().broken == ""


@forever
def test_nobody_chooses_the_place_of_a_row():
    (row,) = written(1)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditSeal.objects.create(entry=row, number=99, previous="f" * 64, hash="f" * 64)
    with transaction.atomic():
        other = note(actor=None, act="test.done")
        AuditSeal.objects.create(entry=other, number=99, previous="f" * 64, hash="f" * 64)
        with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
    assert prove().head.number == 1


@forever
def test_an_altered_row_is_named():
    rows = written(5)
    forced("UPDATE moderation_auditlog SET reason = 'nothing happened' WHERE id = %(row)s", row=rows[2])
    proof = prove()
    assert proof.head.number == 2
    assert str(rows[2].pk) in proof.broken


@forever
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE moderation_auditlog SET subject = 'x' WHERE id = %(row)s",
        "UPDATE moderation_auditlog SET actor_id = NULL WHERE id = %(row)s",
        "UPDATE moderation_auditlog SET detail = '{}' WHERE id = %(row)s",
        "UPDATE moderation_auditlog SET created_at = now() WHERE id = %(row)s",
        "UPDATE moderation_auditlog SET ip = '::1' WHERE id = %(row)s",
        "UPDATE moderation_auditlog SET request_id = 'x' WHERE id = %(row)s",
    ],
)
def test_every_column_is_covered(change: str):
    dora = person()
    written(1)
    row = note(actor=dora, act="test.done", subject="thing:1", detail={"was": True})
    forced(change, row=row)
    assert str(row.pk) in prove().broken


@forever
def test_a_missing_row_is_named():
    rows = written(5)
    forced(*TAKEN_OUT, row=rows[2])
    assert "3" in prove().broken


@forever
def test_exchanged_rows_are_named():
    written(3)
    forced(
        "UPDATE moderation_auditseal SET number = CASE number WHEN 1 THEN 12 WHEN 2 THEN 1 ELSE number END",
        "UPDATE moderation_auditseal SET number = 2 WHERE number = 12",
    )
    assert "1" in prove().broken


@forever
def test_a_row_put_in_past_the_chain_is_named():
    written(2)
    forced(
        "INSERT INTO moderation_auditlog (id, created_at, act, subject, reason, detail, request_id)"
        " VALUES (gen_random_uuid(), now(), 'test.done', '', '', '{}', '')"
    )
    assert "past it" in prove().broken


@forever
def test_a_missing_end_shows_by_what_was_noted_outside():
    rows = written(5)
    assert note_head().number == 5
    forced(*TAKEN_OUT, row=rows[4])
    assert prove({}).broken == ""
    assert "end is missing" in prove().broken


@forever
def test_a_chain_that_was_written_anew_shows_by_what_was_noted_outside(settings):
    written(2)
    settings.AUDIT_ANCHORS.write_text(f"2 {'a' * 64} 2026-01-01T00:00:00Z\nnonsense\n")
    assert "written anew" in prove().broken


@forever
def test_the_command_proves_it_or_fails(capsys):
    rows = written(3)
    call_command("verify_audit")
    assert "3 rows" in capsys.readouterr().out
    forced("UPDATE moderation_auditlog SET act = 'test.undone' WHERE id = %(row)s", row=rows[0])
    with pytest.raises(CommandError, match="altered") as refused:
        call_command("verify_audit")
    assert refused.value.returncode == 1


@forever
def test_twenty_writers_at_once_keep_one_chain():
    gate = Barrier(WRITERS)

    def write(number: int) -> None:
        try:
            gate.wait()
            for turn in range(5):
                with transaction.atomic():
                    note(actor=None, act="test.raced", subject=f"thing:{number}.{turn}")
                    note(actor=None, act="test.raced", subject=f"thing:{number}.{turn}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    assert AuditSeal.objects.count() == WRITERS * 10
    assert prove({}).head.number == WRITERS * 10
    assert prove({}).broken == ""


@forever
def test_a_writer_that_goes_on_working_keeps_nobody_waiting():
    """The chain is locked while a transaction commits, and not from the moment at which it wrote its row."""
    done: list[str] = []

    def write_and_commit() -> None:
        try:
            note(actor=None, act="test.second")
            done.append("second")
        finally:
            connections.close_all()

    with transaction.atomic():
        note(actor=None, act="test.first")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(write_and_commit).result(timeout=5)
        done.append("first")
    assert done == ["second", "first"]
    assert [seal.entry.act for seal in AuditSeal.objects.order_by("number")] == ["test.second", "test.first"]


@forever
def test_a_commit_that_has_rows_to_check_does_not_wait_in_a_ring():
    """One holds a person's row and commits an act; another committing one has still to look that row up."""
    dora, held, ready = person(), Barrier(2), Barrier(2)

    def hold_and_note() -> None:
        try:
            with transaction.atomic():
                User.objects.select_for_update().get(pk=dora.pk)
                held.wait()
                ready.wait()
                note(actor=None, act="test.holder")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(hold_and_note)
        held.wait()
        with transaction.atomic():
            note(actor=None, act="test.other")
            AuditLog.objects.create(actor_id=dora.pk, act="test.other")
            ready.wait()
        holder.result(timeout=10)
    assert prove({}).broken == ""


@pytest.mark.django_db
def test_what_the_desk_notes_is_copied_one_by_one_and_in_bulk():
    chief = person("chief", is_staff=True, is_superuser=True, role=User.Role.ADMIN)
    groups = [Group.objects.create(name=name) for name in ("ushers", "ticket desk")]
    LogEntry.objects.log_actions(chief.pk, groups[:1], CHANGE, "Their coats were on fire.", single_object=True)
    LogEntry.objects.log_actions(chief.pk, groups, CHANGE, [{"changed": {"fields": ["Name"]}}])
    one, *both = AuditLog.objects.filter(act="desk.changed").order_by("created_at")
    assert (one.actor, one.reason, one.subject) == (chief, "Their coats were on fire.", f"auth.group:{groups[0].pk}")
    assert [row.detail["changes"] for row in both] == [[{"changed": {"fields": ["Name"]}}]] * 2


@pytest.mark.django_db
def test_an_act_at_the_desk_is_noted_with_address_and_request():
    chief, dora = person("chief", is_staff=True, is_superuser=True, role=User.Role.ADMIN), person()
    desk = logged_in(chief, second_factor=True)
    answer = desk.post(
        "/admin/accounts/user/",
        {"action": "end_sessions", "_selected_action": [str(dora.pk)], "reason": "Lost her phone."},
        headers={"X-Request-ID": "request-of-a-test"},
    )
    assert answer.status_code == 302
    entry = AuditLog.objects.filter(act="desk.changed").first()
    if entry is not None:
        assert (entry.actor, entry.ip, entry.request_id) == (chief, "127.0.0.1", "request-of-a-test")
    arrival = AuditLog.objects.get(act="staff.logged_in")
    assert (arrival.actor, arrival.ip) == (chief, "127.0.0.1")
    assert arrival.request_id


@pytest.mark.django_db
def test_who_does_not_work_here_comes_in_unnoted():
    logged_in(person())
    assert not AuditLog.objects.exists()
