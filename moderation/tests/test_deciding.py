from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Notification
from accounts.tests.cast import person
from accounts.tests.ensemble import a_creator
from moderation.errors import CannotUndo, CaseDecided, CaseTaken, NotThisOutcome, NotYoursToJudge
from moderation.models import AuditLog, ModerationAction, ModerationFlag, Report, ReviewCase, UserSanction
from moderation.notifications import REPORT_DECIDED, SUBJECT_DECIDED
from moderation.roles import Role
from moderation.screening.vocabulary import Category
from moderation.services.claiming import claim
from moderation.services.deciding import UNDO_WITHIN, decide, undo
from moderation.services.flagging import flag
from moderation.services.reporting import report
from moderation.tests.courtroom import RULES, Joke, a_case, a_moderator, held, jokes, reported, sentence
from roastlive.lib.errors import DomainError, Forbidden, Invalid, NotFound
from roastlive.lib.ids import uuid7
from roastlive.lib.outbox import relay
from roastlive.lib.rls import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    return a_moderator("mo")


@pytest.fixture
def senior():
    return a_moderator("sena", Role.SENIOR_MODERATOR)


@pytest.fixture
def joke():
    told = Joke(author=person("otto"))
    with jokes(told):
        yield told


def told(somebody, type):
    relay()
    with acting_as(somebody.pk):
        return list(Notification.objects.filter(recipient=somebody, type=type).order_by("id"))


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [("warn", "warning"), ("mute", "mute"), ("timeout", "timeout"), ("suspend", "suspension"), ("ban", "ban")],
)
def test_a_decision_against_somebody_is_a_sanction_on_record(senior, outcome, kind):
    case = a_case()
    decided = decide(case_id=case.pk, sentence=sentence(senior, outcome, reason="Not here."))
    assert (decided.status, decided.outcome, decided.decided_by, decided.reason) == (
        "decided",
        outcome,
        senior,
        "Not here.",
    )
    row = UserSanction.objects.get()
    assert (row.kind, row.person, row.issued_by, row.category) == (kind, case.person, senior, "harassment")
    action = ModerationAction.objects.get()
    assert (action.action, action.sanction, action.actor, action.reason) == (outcome, row, senior, "Not here.")
    assert AuditLog.objects.filter(act="case.decided", subject=f"case:{case.pk}", reason="Not here.").exists()
    report = Report.objects.get()
    assert (report.status, report.reviewed_by, report.notes) == ("resolved", senior, "Not here.")


def test_how_long_it_lasts_is_for_sanctions_that_end(mo):
    case = a_case("rita", "vera")
    decide(case_id=case.pk, sentence=sentence(mo, "timeout", lasts=timedelta(minutes=10)))
    row = UserSanction.objects.get()
    assert row.ends_at - row.starts_at == timedelta(minutes=10)
    decide(case_id=a_case("len", "emil").pk, sentence=sentence(mo, "warn", lasts=timedelta(minutes=10)))
    assert UserSanction.objects.get(kind="warning").ends_at is None


def test_dismissing_dismisses_everything_and_overrides_the_machine(mo):
    rita = a_creator("rita")
    flag(kind="channel", id=rita.pk, decision=held(Category.INSULT, 0.7))
    case = reported(rita, person("vera")).case
    decide(case_id=case.pk, sentence=sentence(mo, "dismiss"))
    assert Report.objects.get().status == "dismissed"
    assert ModerationFlag.objects.get().status == "dismissed"
    machine = ModerationAction.objects.get(actor__isnull=True)
    assert machine.overridden_by.action == "dismiss"
    assert not UserSanction.objects.exists()


def test_a_decision_upholds_the_flags_of_its_case(mo):
    rita = a_creator("rita")
    case = flag(kind="channel", id=rita.pk, decision=held(Category.INSULT, 0.7)).case
    decide(case_id=case.pk, sentence=sentence(mo, "warn"))
    assert ModerationFlag.objects.get().status == "upheld"
    assert ModerationAction.objects.get(actor__isnull=True).overridden_by is None


def test_whoever_reported_is_told_once_what_came_of_it(mo):
    rita, vera, emil = a_creator("rita"), person("vera"), person("emil")
    reported(rita, vera)
    case = reported(rita, emil).case
    decide(case_id=case.pk, sentence=sentence(mo, "warn"))
    for somebody in (vera, emil):
        [row] = told(somebody, REPORT_DECIDED)
        assert (row.title, row.link) == ("What you reported: Rita", "/settings/reports/")
        assert "did something about it" in row.message
    assert told(vera, REPORT_DECIDED) == told(vera, REPORT_DECIDED)


def test_whoever_reported_in_vain_is_thanked_too(mo):
    vera = person("vera")
    case = reported(a_creator("rita"), vera).case
    decide(case_id=case.pk, sentence=sentence(mo, "dismiss"))
    [row] = told(vera, REPORT_DECIDED)
    assert "left it as it is" in row.message


def test_something_can_be_hidden_and_restored_by_a_later_case(mo, joke):
    case = report(reporter=person("vera"), kind="joke", id=joke.id, type="spam").case
    decide(case_id=case.pk, sentence=sentence(mo, "hide"))
    assert joke.is_hidden
    assert ModerationAction.objects.get().kept == {"words": joke.words}
    [row] = told(joke.author, SUBJECT_DECIDED)
    assert (row.title, row.message) == (f"Taken down: {joke.words}", RULES)
    again = report(reporter=person("emil"), kind="joke", id=joke.id, type="other").case
    with pytest.raises(NotThisOutcome):
        decide(case_id=again.pk, sentence=sentence(mo, "hide"))
    decide(case_id=again.pk, sentence=sentence(mo, "restore"))
    assert not joke.is_hidden
    assert ModerationAction.objects.get(action="hide").overridden_by.action == "restore"


def test_something_can_be_taken_down_with_the_same_decision(mo, joke):
    case = report(reporter=person("vera"), kind="joke", id=joke.id, type="spam").case
    decide(case_id=case.pk, sentence=sentence(mo, "warn", hide=True))
    assert joke.is_hidden
    assert set(ModerationAction.objects.values_list("action", flat=True)) == {"warn", "hide"}


def test_something_can_be_stopped(mo, joke):
    case = report(reporter=person("vera"), kind="joke", id=joke.id, type="spam").case
    decide(case_id=case.pk, sentence=sentence(mo, "stop"))
    assert joke.is_over


def test_dismissing_shows_again_what_a_machine_held_back(mo, joke):
    joke.is_hidden = True
    case = flag(kind="joke", id=joke.id, decision=held()).case
    decide(case_id=case.pk, sentence=sentence(mo, "dismiss"))
    assert not joke.is_hidden


def test_a_sanction_can_be_for_the_channel_alone(mo):
    stage = a_creator("rita")
    heckle = Joke(author=person("otto"), channel=stage.pk)
    with jokes(heckle):
        case = report(reporter=person("vera"), kind="joke", id=heckle.id, type="harassment").case
        decide(case_id=case.pk, sentence=sentence(mo, "mute", in_channel=True))
    row = UserSanction.objects.get()
    assert (row.scope, row.channel) == ("channel", stage)


@pytest.mark.parametrize("outcome", ["hide", "stop", "restore"])
def test_what_a_subject_cannot_be_done_to_is_refused(mo, outcome):
    case = report(reporter=person("vera"), kind="person", id=person("emil").pk, type="spam").case
    with pytest.raises(NotThisOutcome):
        decide(case_id=case.pk, sentence=sentence(mo, outcome))
    case.refresh_from_db()
    assert case.status == "open"


def test_a_moderator_does_not_ban(mo):
    case = a_case()
    with pytest.raises(NotThisOutcome):
        decide(case_id=case.pk, sentence=sentence(mo, "ban"))
    assert not UserSanction.objects.exists()


def test_a_case_about_something_gone_can_still_be_decided(mo):
    joke = Joke(author=person("otto"))
    with jokes(joke):
        case = report(reporter=person("vera"), kind="joke", id=joke.id, type="spam").case
    decide(case_id=case.pk, sentence=sentence(mo, "warn"))
    assert UserSanction.objects.get().person == joke.author


def test_what_somebody_else_holds_is_theirs_to_decide(mo):
    case = a_case()
    claim(case_id=case.pk, by=a_moderator("max"))
    with pytest.raises(CaseTaken):
        decide(case_id=case.pk, sentence=sentence(mo, "dismiss"))


def test_nobody_decides_what_they_reported(mo):
    case = reported(a_creator("rita"), mo).case
    with pytest.raises(NotYoursToJudge):
        decide(case_id=case.pk, sentence=sentence(mo, "ban"))


def test_a_stranger_decides_nothing():
    case = a_case()
    with pytest.raises(Forbidden):
        decide(case_id=case.pk, sentence=sentence(person("emil"), "dismiss"))
    with pytest.raises(NotFound):
        decide(case_id=uuid7(), sentence=sentence(a_moderator("max"), "dismiss"))


def test_a_decision_needs_a_reason(mo):
    case = a_case()
    with pytest.raises(Invalid):
        decide(case_id=case.pk, sentence=sentence(mo, "warn", reason=""))
    assert not UserSanction.objects.exists()


def test_a_case_is_decided_once(mo):
    case = a_case()
    decide(case_id=case.pk, sentence=sentence(mo, "dismiss"))
    with pytest.raises(CaseDecided):
        decide(case_id=case.pk, sentence=sentence(mo, "warn"))


def test_what_fails_half_way_changes_nothing(mo, joke):
    """The author is staff, whom moderators do not sanction: then nothing is hidden either."""
    joke.author.is_staff = True
    joke.author.save()
    case = report(reporter=person("vera"), kind="joke", id=joke.id, type="spam").case
    with pytest.raises(DomainError):
        decide(case_id=case.pk, sentence=sentence(mo, "warn", hide=True))
    assert not joke.is_hidden
    assert not ModerationAction.objects.exists()
    assert Report.objects.get().status == "pending"


def test_a_new_report_after_the_decision_opens_a_new_case(mo):
    rita, vera = a_creator("rita"), person("vera")
    case = reported(rita, vera).case
    decide(case_id=case.pk, sentence=sentence(mo, "dismiss"))
    assert reported(rita, vera).case != case


class TestUndo:
    def test_takes_back_the_sanction_and_opens_the_case_again(self, mo):
        case = a_case()
        decide(case_id=case.pk, sentence=sentence(mo, "timeout"))
        opened = undo(case_id=case.pk, by=mo)
        assert (opened.status, opened.assignee, opened.outcome, opened.decided_by) == ("open", mo, "", None)
        assert UserSanction.objects.get().lifted_by == mo
        report = Report.objects.get()
        assert (report.status, report.reviewed_at, report.notes) == ("reviewing", None, "")
        assert ModerationAction.objects.get(action="timeout").overridden_by.action == "undo"
        assert AuditLog.objects.filter(act="case.reopened", actor=mo).exists()

    def test_shows_again_what_was_hidden(self, mo, joke):
        case = report(reporter=person("vera"), kind="joke", id=joke.id, type="spam").case
        decide(case_id=case.pk, sentence=sentence(mo, "warn", hide=True))
        undo(case_id=case.pk, by=mo)
        assert not joke.is_hidden
        assert decide(case_id=case.pk, sentence=sentence(mo, "hide")).outcome == "hide"

    def test_hides_again_what_was_restored(self, mo, joke):
        case = report(reporter=person("vera"), kind="joke", id=joke.id, type="spam").case
        decide(case_id=case.pk, sentence=sentence(mo, "hide"))
        again = report(reporter=person("emil"), kind="joke", id=joke.id, type="other").case
        decide(case_id=again.pk, sentence=sentence(mo, "restore"))
        undo(case_id=again.pk, by=mo)
        assert joke.is_hidden
        assert ModerationAction.objects.get(action="hide").overridden_by is None

    def test_leaves_the_machine_in_the_right_again(self, mo, joke):
        case = flag(kind="joke", id=joke.id, decision=held()).case
        decide(case_id=case.pk, sentence=sentence(mo, "dismiss"))
        undo(case_id=case.pk, by=mo)
        assert joke.is_hidden
        assert ModerationAction.objects.get(actor__isnull=True).overridden_by is None
        assert ModerationFlag.objects.get().status == "pending"

    def test_tells_nobody_what_was_taken_back_in_time(self, mo):
        vera = person("vera")
        case = reported(a_creator("rita"), vera).case
        decide(case_id=case.pk, sentence=sentence(mo, "dismiss"))
        undo(case_id=case.pk, by=mo)
        assert told(vera, REPORT_DECIDED) == []

    def test_is_for_ones_own_decision_within_a_minute(self, mo):
        case = a_case()
        decide(case_id=case.pk, sentence=sentence(mo, "dismiss"))
        with pytest.raises(CannotUndo):
            undo(case_id=case.pk, by=a_moderator("max"))
        late = timezone.now() + UNDO_WITHIN + timedelta(seconds=1)
        with time_machine.travel(late, tick=False), pytest.raises(CannotUndo):
            undo(case_id=case.pk, by=mo)
        assert ReviewCase.objects.get().status == "decided"

    def test_is_over_once_something_new_came_in(self, mo):
        rita, vera = a_creator("rita"), person("vera")
        case = reported(rita, vera).case
        decide(case_id=case.pk, sentence=sentence(mo, "dismiss"))
        reported(rita, vera)
        with pytest.raises(CannotUndo):
            undo(case_id=case.pk, by=mo)

    def test_cannot_start_again_what_was_stopped(self, mo, joke):
        case = report(reporter=person("vera"), kind="joke", id=joke.id, type="spam").case
        decide(case_id=case.pk, sentence=sentence(mo, "stop"))
        with pytest.raises(CannotUndo):
            undo(case_id=case.pk, by=mo)

    def test_of_an_open_case_there_is_nothing_to_take_back(self, mo):
        with pytest.raises(CannotUndo):
            undo(case_id=a_case().pk, by=mo)
