"""The ledger at the desk: finance looks, follows, and changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from accounts.tests.cast import logged_in, person
from economy.causes import page_of, register_cause
from economy.services.accounts import earnings_of
from economy.services.holds import reserve
from economy.services.ledger import post, reverse
from economy.tests.books import tip, with_tokens
from roastlive.lib.redis_clients import redis_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_former_logins():
    redis_client().flushdb()


PAGES = ["ledgeraccount", "ledgertransfer", "hold"]


@pytest.fixture
def desk():
    clerk = person("clerk", is_staff=True, role=User.Role.MODERATOR)
    rights = [f"view_{name}" for name in (*PAGES, "ledgerentry")]
    clerk.user_permissions.set(Permission.objects.filter(codename__in=rights, content_type__app_label="economy"))
    return logged_in(clerk, second_factor=True)


@pytest.fixture
def wallet():
    return with_tokens(person("dora").pk, 1000)


@pytest.fixture
def gift(wallet):
    return post(
        tip(wallet.pk, earnings_of(person("emil").pk).pk, 1234 - 1000, reference="tip:1", actor_id=wallet.owner_id)
    )


def test_accounts_are_found_by_their_owner(desk, gift):
    page = desk.get("/admin/economy/ledgeraccount/?q=dora").content.decode()
    assert "dora" in page
    assert "766" in page
    assert "emil" not in page


@pytest.mark.parametrize("by", ["reference", "id", "account", "person", "name"])
def test_transfers_are_found_in_every_way_one_knows_them(by, desk, gift, wallet):
    other = post(tip(with_tokens(person("kim").pk, 50).pk, earnings_of(person("lou").pk).pk, 49))
    words = {
        "reference": "tip:1",
        "id": gift.transfer_id,
        "account": wallet.pk,
        "person": wallet.owner_id,
        "name": "Dora",
    }[by]
    page = desk.get(f"/admin/economy/ledgertransfer/?q={words}").content.decode()
    assert str(gift.transfer_id) in page
    assert str(other.transfer_id) not in page


def test_a_transfer_shows_its_entries_and_leads_on(desk, gift, wallet):
    back = reverse(transfer_id=gift.transfer_id, reason="a slip", actor_id=None)
    page = desk.get(f"/admin/economy/ledgertransfer/{gift.transfer_id}/change/").content.decode()
    assert "-234" in page
    assert f"/admin/economy/ledgeraccount/{wallet.pk}/change/" in page
    assert f"/admin/economy/ledgertransfer/{back.transfer_id}/change/" in page
    page = desk.get(f"/admin/economy/ledgertransfer/{back.transfer_id}/change/").content.decode()
    assert f'href="/admin/economy/ledgertransfer/{gift.transfer_id}/change/"' in page


def test_a_hold_leads_to_the_transfer_that_made_it(desk, wallet):
    later = timezone.now() + timedelta(hours=1)
    hold = reserve(person_id=wallet.owner_id, amount=10, purpose="battle", reference="battle:1", expires_at=later)
    assert "dora" in desk.get("/admin/economy/hold/?q=dora").content.decode()
    page = desk.get(f"/admin/economy/hold/{hold.pk}/change/").content.decode()
    assert f"/admin/economy/ledgertransfer/{hold.opened_by_id}/change/" in page


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_added_changed_or_deleted_here(name, desk, gift, wallet):
    row = {"ledgeraccount": wallet.pk, "ledgertransfer": gift.transfer_id}.get(name, gift.transfer_id)
    assert desk.get(f"/admin/economy/{name}/add/").status_code == 403
    assert desk.post(f"/admin/economy/{name}/add/", {}).status_code == 403
    assert desk.post(f"/admin/economy/{name}/{row}/change/", {"balance": 5}).status_code in {302, 403}
    assert desk.post(f"/admin/economy/{name}/{row}/delete/", {"post": "yes"}).status_code in {302, 403}


def test_who_has_no_right_does_not_look(gift):
    usher = person("usher", is_staff=True, role=User.Role.MODERATOR)
    client = logged_in(usher, second_factor=True)
    for name in PAGES:
        assert client.get(f"/admin/economy/{name}/").status_code == 403


def test_a_cause_has_one_page():
    register_cause("hold", "admin:economy_hold_change")
    with pytest.raises(ValueError, match="shown by"):
        register_cause("hold", "admin:index")
    assert page_of("stream:1") == page_of("hold:not-an-id") == page_of("") == ""
