import pytest

from accounts.demo import people
from economy.demo import GIFTS, TIPS, gifts
from economy.models import Gift, LedgerAccount, Tip
from roastlive.lib.demo import Stage
from roastlive.lib.rls import acting_as_house

pytestmark = pytest.mark.django_db


def test_the_demo_gives_once_however_often_it_runs(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    stage = Stage(password="a stage of her own")
    people(stage)
    for _ in range(2):
        gifts(stage)
    with acting_as_house():
        assert (Gift.objects.count(), Tip.objects.count()) == (len(GIFTS), len(TIPS))
        assert not Tip.objects.filter(is_message_held=True).exists()
        assert sum(LedgerAccount.objects.values_list("balance", flat=True)) == 0
