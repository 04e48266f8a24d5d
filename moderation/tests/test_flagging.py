import pytest

from accounts.tests.cast import person
from accounts.tests.ensemble import a_creator
from moderation.models import ModerationAction, ModerationFlag, Priority
from moderation.screening.vocabulary import Category, Decision, Verdict
from moderation.services.flagging import flag
from moderation.services.reporting import report
from moderation.tests.courtroom import Joke, held, jokes, reported
from roastlive.lib.errors import NotFound
from roastlive.lib.ids import uuid7

pytestmark = pytest.mark.django_db


def test_what_a_machine_held_back_becomes_a_case_a_flag_and_a_decision():
    joke = Joke(author=person("otto"))
    with jokes(joke):
        row = flag(kind="joke", id=joke.id, decision=held(Category.THREAT, 0.9))
    assert (row.case.priority, row.case.category, row.case.person) == (Priority.URGENT, "threat", joke.author)
    assert (row.status, row.confidence, row.model_version) == ("pending", 0.9, "rules-1")
    assert row.reasons[0]["found"] == "I know where"
    assert [line["is_it"] for line in row.snapshot["lines"]] == [False, True]
    action = ModerationAction.objects.get()
    assert (action.action, action.actor, action.model_version, action.confidence) == ("hold", None, "rules-1", 0.9)
    assert action.case == row.case


def test_flags_and_reports_about_one_thing_meet_in_one_case():
    joke = Joke(author=person("otto"))
    with jokes(joke):
        flagged = flag(kind="joke", id=joke.id, decision=held(Category.INSULT, 0.6))
        told = report(reporter=person("vera"), kind="joke", id=joke.id, type="harassment")
    assert flagged.case == told.case


def test_nothing_is_flagged_that_was_let_through():
    plain = Decision(verdict=Verdict.ALLOW, category=None, confidence=0.0, reasons=(), version="rules-1")
    rita = a_creator("rita")
    with pytest.raises(ValueError, match="flagged"):
        flag(kind="channel", id=rita.pk, decision=plain)
    assert not ModerationFlag.objects.exists()


def test_what_is_gone_is_not_flagged():
    with pytest.raises(NotFound):
        flag(kind="channel", id=uuid7(), decision=held())


def test_a_machine_makes_a_case_more_urgent_and_never_less():
    rita = a_creator("rita")
    case = reported(rita, person("vera"), type="other").case
    assert case.priority == Priority.LOW
    assert flag(kind="channel", id=rita.pk, decision=held(Category.SLUR, 0.9)).case.priority == Priority.URGENT
    assert reported(rita, person("emil"), type="spam").case.priority == Priority.URGENT
