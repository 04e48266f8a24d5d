"""Sanctions, appeals, safewords, signals and the audit log at the desk: who gets there, and what they can do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tests.cast import logged_in, person
from moderation.admin.audit import VIEW as VIEW_AUDIT
from moderation.admin.evasion import VIEW as VIEW_EVASION
from moderation.admin.safewords import VIEW as VIEW_SAFEWORDS
from moderation.models import Appeal, AuditLog, EvasionSignal, UserSanction
from moderation.roles import Role, granted
from moderation.services.appeals import ANSWER, appeal
from moderation.services.audit import note
from moderation.services.evasion import KEPT, REVIEW
from moderation.services.safewords import How, trigger
from moderation.services.sanctions import ISSUE, ISSUE_GRAVE
from moderation.tests.guardhouse import Kind, a_captain, a_guard, sanctioned, with_permissions
from roastlive.lib.ids import uuid7
from roastlive.lib.waiting import queues

pytestmark = pytest.mark.django_db
SANCTIONS = "/admin/moderation/usersanction/"
APPEALS = "/admin/moderation/appeal/"
AUDIT = "/admin/moderation/auditlog/"
SAFEWORDS = "/admin/moderation/safewordtrigger/"
SIGNALS = "/admin/moderation/evasionsignal/"
EVERY_LIST = (SANCTIONS, APPEALS, AUDIT, SAFEWORDS, SIGNALS)
ORDER = {"username": "dora", "kind": "mute", "lasts": "60", "reason": "Too loud by half.", "channel": "", "note": ""}
WORDS = "It was a quote, and the whole room knew it."
SORRY = "You were right, and we are sorry."


def desk_of(somebody: User) -> Client:
    return logged_in(somebody, second_factor=True)


def an_appeal() -> Appeal:
    row = sanctioned(person("dora"))
    return appeal(person=row.person, sanction_id=row.pk, words=WORDS)


@pytest.mark.parametrize("address", EVERY_LIST)
def test_only_whom_the_house_has_named_looks_at_lists(address: str):
    assert Client().get(address).status_code == 302
    assert logged_in(person("vera")).get(address).status_code in {302, 403}
    clerk = person("clerk", is_staff=True, role=User.Role.MODERATOR)
    assert desk_of(clerk).get(address).status_code == 403
    chief = person("chief", is_staff=True, is_superuser=True, role=User.Role.ADMIN)
    assert desk_of(chief).get(address).status_code == 200


def test_roles_may_what_their_rank_allows():
    assert {ISSUE, ANSWER, VIEW_SAFEWORDS, VIEW_EVASION} <= granted(Role.MODERATOR)
    assert not {ISSUE_GRAVE, VIEW_AUDIT, REVIEW} & granted(Role.MODERATOR)
    assert {ISSUE_GRAVE, VIEW_AUDIT, REVIEW, ISSUE} <= granted(Role.SENIOR_MODERATOR)
    assert not {ISSUE, ANSWER} & granted(Role.FINANCE)


def test_a_moderator_sanctions_from_the_desk():
    person("dora")
    desk = desk_of(a_guard())
    assert desk.get(f"{SANCTIONS}add/").status_code == 200
    answer = desk.post(f"{SANCTIONS}add/", ORDER)
    row = UserSanction.objects.get()
    assert answer.url == f"{SANCTIONS}{row.pk}/change/"
    assert (row.kind, row.ends_at - row.starts_at) == ("mute", timedelta(hours=1))
    assert desk.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"username": "nobody"}, 400),
        ({"reason": ""}, 400),
        ({"kind": "exile"}, 400),
        ({"kind": "ban", "lasts": ""}, 403),
        ({"kind": "warning"}, 400),
        ({"channel": "nowhere"}, 400),
        ({"username": "greta"}, 403),
    ],
)
def test_what_is_refused_is_said_in_the_form(change: dict[str, str], status: int):
    person("dora")
    answer = desk_of(a_guard()).post(f"{SANCTIONS}add/", {**ORDER, **change})
    assert answer.status_code == status
    assert not UserSanction.objects.exists()


def test_sanctions_are_lifted_with_a_reason_and_never_edited():
    row = sanctioned(person("dora"))
    desk = desk_of(a_guard())
    lifting = {"action": "lift_them", "_selected_action": [str(row.pk)]}
    assert "Why?" in desk.post(SANCTIONS, lifting).content.decode()
    desk.post(SANCTIONS, {**lifting, "reason": "Enough of that."})
    row.refresh_from_db()
    assert row.lift_reason == "Enough of that."
    assert desk.post(f"{SANCTIONS}{row.pk}/change/", {"reason": "Other."}).status_code == 403
    assert desk.post(f"{SANCTIONS}{row.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("state", ["in_force", "over", "lifted"])
def test_sanctions_are_filtered_by_how_they_stand(state: str):
    sanctioned(person("dora"))
    assert desk_of(a_guard()).get(SANCTIONS, {"state": state}).status_code == 200


def test_an_appeal_waits_on_the_desk_and_is_answered_in_one_go():
    made = an_appeal()
    (queue,) = [queue for queue in queues() if queue.url == "admin:moderation_appeal_changelist"]
    assert (queue.count(), queue.oldest()) == (1, made.created_at)
    desk = desk_of(a_guard())
    page = desk.get(f"{APPEALS}{made.pk}/change/").content.decode()
    assert WORDS in page
    answer = desk.post(f"{APPEALS}{made.pk}/change/", {"verdict": "grant", "answer": SORRY})
    assert answer.url == APPEALS
    assert Appeal.objects.get().status == "upheld"
    assert queue.count() == 0
    assert SORRY in desk.get(f"{APPEALS}{made.pk}/change/").content.decode()


def test_after_an_answer_comes_whoever_waits_next():
    first = an_appeal()
    row = sanctioned(person("rosa"))
    second = appeal(person=row.person, sanction_id=row.pk, words=WORDS)
    answer = desk_of(a_guard()).post(f"{APPEALS}{first.pk}/change/", {"verdict": "reject", "answer": "It stands."})
    assert answer.url == f"{APPEALS}{second.pk}/change/"


def test_whoever_issued_it_gets_no_form_and_no_way_around_it():
    made = an_appeal()
    desk = desk_of(made.against)
    assert 'name="verdict"' not in desk.get(f"{APPEALS}{made.pk}/change/").content.decode()
    answer = desk.post(f"{APPEALS}{made.pk}/change/", {"verdict": "reject", "answer": "I said so."})
    assert answer.status_code == 403
    assert Appeal.objects.get().status == "open"


@pytest.mark.parametrize("address", ["01a20d66-1591-744e-9c82-30c30daad19d", "x"])
def test_an_appeal_that_is_none_is_not_there(address: str):
    assert desk_of(a_guard()).get(f"{APPEALS}{address}/change/").status_code == 404


def test_an_answer_without_words_is_refused():
    made = an_appeal()
    answer = desk_of(a_guard()).post(f"{APPEALS}{made.pk}/change/", {"verdict": "grant", "answer": ""})
    assert answer.status_code == 400
    assert Appeal.objects.get().status == "open"


def test_the_audit_log_is_found_by_who_what_whom_and_words():
    captain = with_permissions(a_captain(), VIEW_AUDIT)
    dora = person("dora")
    sanctioned(dora, Kind.BAN, by=captain, reason="Sang the anthem backwards.")
    desk = desk_of(captain)
    for query in ("carla", "dora", "sanction.issued", str(dora.pk), "anthem", "ban"):
        assert "Sang the anthem" in desk.get(AUDIT, {"q": query}).content.decode()
    assert "Sang the anthem" not in desk.get(AUDIT, {"q": "trombone"}).content.decode()
    assert "Sang the anthem" in desk.get(AUDIT, {"area": "sanction"}).content.decode()
    assert "Sang the anthem" not in desk.get(AUDIT, {"area": "ledger"}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_act_is_shown_with_what_was_and_what_is():
    captain = with_permissions(a_captain(), VIEW_AUDIT)
    row = note(
        actor=captain,
        act="test.changed",
        detail={"before": {"level": 1, "same": "x"}, "after": {"level": 2, "same": "x"}, "why": "<script>"},
    )
    desk = desk_of(captain)
    page = desk.get(f"{AUDIT}{row.pk}/change/").content.decode()
    assert "details__changed" in page
    assert "&lt;script&gt;" in page
    assert row.seal.hash in page
    assert desk.get(AUDIT).status_code == 200
    for act in ("change", "delete"):
        assert desk.post(f"{AUDIT}{row.pk}/{act}/", {"reason": "other", "post": "yes"}).status_code == 403
    assert desk.get(f"{AUDIT}add/").status_code == 403


def test_a_superuser_edits_no_audit_row_either():
    chief = person("chief", is_staff=True, is_superuser=True, role=User.Role.ADMIN)
    desk = desk_of(chief)
    row = AuditLog.objects.get(act="staff.logged_in")
    assert desk.post(f"{AUDIT}{row.pk}/change/", {"reason": "other"}).status_code == 403
    assert desk.post(f"{AUDIT}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_safewords_are_read_only():
    rita = person("rita")
    row, _ = trigger(by=rita, where_kind="battle", where_id=uuid7(), how=How.CHAT, frozen={"timer": 83})
    desk = desk_of(with_permissions(a_guard(), VIEW_SAFEWORDS))
    assert "stands still" in desk.get(SAFEWORDS).content.decode()
    assert "83" in desk.get(f"{SAFEWORDS}{row.pk}/change/").content.decode()
    assert desk.post(f"{SAFEWORDS}{row.pk}/change/", {"outcome": "x"}).status_code == 403


def test_a_signal_is_judged_from_the_list():
    signal = EvasionSignal.objects.create(
        person=person("truk"),
        resembles=person("kurt"),
        reasons=["address", "device"],
        strength=60,
        expires_at=timezone.now() + KEPT,
    )
    desk = desk_of(with_permissions(a_guard(), VIEW_EVASION, REVIEW))
    assert "the same network" in desk.get(SIGNALS).content.decode()
    desk.post(SIGNALS, {"action": "same_person", "_selected_action": [str(signal.pk)]})
    signal.refresh_from_db()
    assert signal.status == "confirmed"
