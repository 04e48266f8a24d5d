from __future__ import annotations

import pytest

from accounts.tests.ensemble import a_creator
from moderation.demo.identity import identities
from moderation.models import KycVerification
from moderation.tests.identity_stage import staff
from roastlive.lib.demo import Stage
from roastlive.lib.rls import acting_as_house

pytestmark = pytest.mark.django_db


def test_one_creator_is_known_and_one_waits_however_often_it_is_shown(settings, tmp_path):
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    staff("sena")
    for name in ("rita", "nora"):
        a_creator(name)
    for _once_more in range(2):
        identities(Stage(password="unused"))
    with acting_as_house():
        found = dict(KycVerification.objects.values_list("person__username", "status"))
    assert found == {"rita": "approved", "nora": "submitted"}


def test_without_anybody_to_look_both_wait(settings, tmp_path):
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    a_creator("rita")
    identities(Stage(password="unused"))
    with acting_as_house():
        assert KycVerification.objects.get().status == "submitted"
