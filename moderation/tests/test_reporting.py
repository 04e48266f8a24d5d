import threading

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import CreatorProfile, User
from accounts.services.creators import change_profile
from accounts.tests.cast import person
from accounts.tests.ensemble import a_creator
from moderation.errors import AlreadyReported, CannotReportYourself, Sanctioned
from moderation.models import Priority, Report, ReviewCase, UserSanction
from moderation.services.reporting import report
from moderation.services.sanctions import sanction
from moderation.tests.courtroom import Joke, a_moderator, jokes, reported
from roastlive.lib.errors import Invalid, NotFound
from roastlive.lib.ids import uuid7

pytestmark = pytest.mark.django_db


def test_a_report_opens_a_case_about_whoever_it_belongs_to():
    rita, vera = a_creator("rita", bio="I bite."), person("vera")
    row = reported(rita, vera, words="She does.\n\n\n\nReally.")
    assert (row.status, row.reported_user, row.words) == ("pending", rita.user, "She does.\n\nReally.")
    case = row.case
    assert (case.title, case.person, case.status, case.category) == ("Rita", rita.user, "open", "harassment")
    assert case.priority == Priority.NORMAL
    assert case.due_at > case.created_at


def test_what_was_reported_is_kept_as_it_was():
    rita, vera = a_creator("rita", bio="Something vile."), person("vera")
    row = reported(rita, vera)
    change_profile(
        profile=rita,
        kind=rita.kind,
        stage_name="Saint Rita",
        slug="rita",
        genres=[],
        links={},
        bio="Love and peace.",
    )
    row.refresh_from_db()
    assert (row.snapshot["title"], row.snapshot["words"]) == ("Rita", "Something vile.")


def test_a_second_report_joins_the_first_ones_case():
    rita = a_creator("rita")
    first = reported(rita, person("vera"))
    second = reported(rita, person("emil"), type="spam")
    assert first.case == second.case
    assert ReviewCase.objects.count() == 1


def test_many_make_a_case_urgent_and_due_sooner():
    rita = a_creator("rita")
    due = reported(rita, person("viewer0")).case.due_at
    for number in range(1, 9):
        reported(rita, person(f"viewer{number}"))
    case = ReviewCase.objects.get()
    assert case.priority == Priority.URGENT
    assert case.due_at < due


def test_nobody_reports_the_same_twice_while_it_is_open():
    rita, vera = a_creator("rita"), person("vera")
    reported(rita, vera)
    with pytest.raises(AlreadyReported):
        reported(rita, vera, type="spam")
    assert Report.objects.count() == 1


def test_the_database_keeps_it_to_one_as_well():
    rita, vera = a_creator("rita"), person("vera")
    row = reported(rita, vera)
    with pytest.raises(IntegrityError, match="moderation_report_one_open"), transaction.atomic():
        Report.objects.create(
            reporter=vera, case=row.case, subject_kind="channel", subject_id=rita.pk, type="spam", snapshot={}
        )


def test_nobody_reports_themselves():
    rita = a_creator("rita")
    with pytest.raises(CannotReportYourself):
        reported(rita, rita.user)
    assert not ReviewCase.objects.exists()


def test_a_person_can_be_reported_without_a_channel():
    emil, vera = person("emil"), person("vera")
    row = report(reporter=vera, kind="person", id=emil.pk, type="spam")
    assert (row.case.title, row.case.person) == ("emil", emil)


@pytest.mark.parametrize("kind", ["channel", "person", "spaceship"])
def test_what_is_not_there_is_not_found(kind):
    with pytest.raises(NotFound):
        report(reporter=person("vera"), kind=kind, id=uuid7(), type="spam")


def test_what_one_may_not_see_is_not_found_either():
    vera, emil = person("vera"), person("emil")
    joke = Joke(author=person("otto"), shown_to=emil)
    with jokes(joke):
        with pytest.raises(NotFound):
            report(reporter=vera, kind="joke", id=joke.id, type="spam")
        assert report(reporter=emil, kind="joke", id=joke.id, type="spam").case.title == joke.words


def test_a_channel_whose_person_is_shut_out_is_not_there():
    rita = a_creator("rita")
    User.objects.filter(pk=rita.user_id).update(is_active=False)
    with pytest.raises(NotFound):
        reported(rita, person("vera"))


@pytest.mark.parametrize(
    ("type", "words", "field"),
    [("rude", "", "type"), ("", "", "type"), ("spam", "a" * 1001, "words"), ("spam", "\0", "words")],
)
def test_nonsense_is_refused_beside_its_field(type, words, field):
    rita, vera = a_creator("rita"), person("vera")
    with pytest.raises(Invalid) as refused:
        reported(rita, vera, type=type, words=words)
    assert list(refused.value.errors) == [field]
    assert not ReviewCase.objects.exists()


def test_whoever_is_suspended_reports_nothing():
    rita, vera, mo = a_creator("rita"), person("vera"), a_moderator("mo")
    mo.is_superuser = True
    mo.save()
    sanction(person=vera, kind=UserSanction.Kind.BAN, by=mo, reason="Enough.")
    with pytest.raises(Sanctioned):
        reported(rita, vera)


@pytest.mark.django_db(transaction=True)
def test_fifty_who_report_at_once_make_one_case_with_fifty_reports():
    rita = a_creator("rita")
    crowd = [person(f"viewer{number}") for number in range(50)]
    together = threading.Barrier(len(crowd))
    failed = []

    def complain(viewer: User) -> None:
        try:
            channel = CreatorProfile.objects.get(pk=rita.pk)
            together.wait()
            reported(channel, viewer)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=complain, args=[viewer]) for viewer in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    case = ReviewCase.objects.get()
    assert case.reports.count() == 50
    assert case.priority == Priority.URGENT
