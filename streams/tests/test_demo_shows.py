import pytest

from accounts.demo import people
from economy.demo import gifts
from roastlive.lib.demo import Stage
from streams.demo import LIVE, PAST, TO_COME, shows
from streams.models import Stream, StreamTicket
from streams.selectors.figures import differences

pytestmark = pytest.mark.django_db


def test_the_demo_shows_the_same_however_often_it_runs(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    stage = Stage(password="a stage of her own")
    people(stage)
    gifts(stage)
    for _ in range(2):
        shows(stage)
    by_status = {status: Stream.objects.filter(status=status).count() for status in ("live", "scheduled", "ended")}
    assert by_status == {"live": len(LIVE), "scheduled": len(TO_COME), "ended": len(PAST)}
    assert StreamTicket.objects.count() == 1
    assert not Stream.objects.filter(category=None).exists()
    for show in Stream.objects.live():
        assert list(differences(show.pk)) == []
