import pytest
from django.core.management import call_command

from accounts.models import User
from moderation.models import ModerationAction, Report, ReviewCase
from moderation.services.judging import DECIDE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def test_the_desk_has_something_on_it_and_a_second_run_adds_nothing():
    call_command("demo", password="a stage of her own")
    waiting, decided = ReviewCase.objects.open().count(), ReviewCase.objects.decided().count()
    reports = Report.objects.count()
    assert waiting >= 6
    assert decided >= 14
    assert ModerationAction.objects.filter(actor__isnull=True, overridden_by__isnull=False).exists()
    call_command("demo", password="a stage of her own")
    assert (ReviewCase.objects.open().count(), ReviewCase.objects.decided().count()) == (waiting, decided)
    assert Report.objects.count() == reports


def test_the_invented_moderator_may_work(capsys):
    call_command("demo", password="a stage of her own")
    mona = User.objects.get(username="mona")
    assert mona.is_staff
    assert mona.has_perm(DECIDE)
    assert "A moderator: mona@demo.example" in capsys.readouterr().out
