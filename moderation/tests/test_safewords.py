"""A safeword is on record once, and so is when the show went on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from accounts.tests.cast import person
from moderation.errors import SafewordOver
from moderation.models import SafewordTrigger
from moderation.services.safewords import How, open_at, resolve, trigger
from moderation.tests.guardhouse import Kind, sanctioned
from roastlive.lib.errors import Invalid
from roastlive.lib.ids import uuid7

pytestmark = pytest.mark.django_db


def test_it_is_on_record_until_the_show_goes_on():
    rita, place = person("rita"), uuid7()
    row, is_new = trigger(
        by=rita, where_kind="battle", where_id=place, how=How.BUTTON, frozen={"timer": 83, "votes": True}
    )
    assert is_new
    assert (row.performer, row.frozen["timer"], open_at("battle", place)) == (rita, 83, row)
    done = resolve(where_kind="battle", where_id=place, by=rita, outcome="Both agreed.")
    assert (done.resolved_by, done.outcome, open_at("battle", place)) == (rita, "Both agreed.", None)
    with pytest.raises(SafewordOver):
        resolve(where_kind="battle", where_id=place, by=rita)


def test_pressing_again_changes_nothing_and_another_show_is_another_matter():
    rita, place = person("rita"), uuid7()
    first, _ = trigger(by=rita, where_kind="battle", where_id=place, how=How.BUTTON)
    second, is_new = trigger(by=rita, where_kind="battle", where_id=place, how=How.CHAT)
    assert (second, is_new) == (first, False)
    assert trigger(by=rita, where_kind="battle", where_id=uuid7(), how=How.CHAT)[1]


def test_a_delegate_says_it_for_the_performer():
    rita, helper = person("rita"), person("hanna")
    row, _ = trigger(by=helper, performer=rita, where_kind="stream", where_id=uuid7(), how=How.DELEGATE)
    assert (row.by, row.performer) == (helper, rita)


def test_no_sanction_takes_it_from_anybody():
    rita = person("rita")
    sanctioned(rita, Kind.TIMEOUT)
    assert trigger(by=rita, where_kind="battle", where_id=uuid7(), how=How.HOTKEY)[1]


def test_a_way_that_is_none_is_refused():
    with pytest.raises(Invalid):
        trigger(by=person(), where_kind="battle", where_id=uuid7(), how="telepathy")


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_are_one():
    rita, place, gate = person("rita"), uuid7(), Barrier(20)

    def press(_number: int) -> bool:
        try:
            gate.wait()
            return trigger(by=rita, where_kind="battle", where_id=place, how=How.BUTTON)[1]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(press, range(20))) == 1
    assert SafewordTrigger.objects.count() == 1
