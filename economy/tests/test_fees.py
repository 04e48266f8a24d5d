import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as any_of

from economy.amounts import MAXIMUM
from economy.fees import HIGHEST_PERCENT, fee_on, percent_of
from economy.models import TransferKind

AMOUNTS = any_of.integers(1, MAXIMUM)
PERCENTS = any_of.integers(0, HIGHEST_PERCENT)


@given(amount=AMOUNTS, percent=PERCENTS)
def test_fee_and_creators_part_are_the_whole_price(amount, percent):
    with override_settings(PLATFORM_FEES={"gift": percent, "tip": 0}):
        fee = fee_on(TransferKind.GIFT, amount)
    part = amount - fee
    assert fee >= 0
    assert part >= 1
    assert fee + part == amount
    # Rounded down, and by less than a token.
    assert 0 <= amount * percent - fee * 100 < 100


@pytest.mark.parametrize(("amount", "fee"), [(1, 0), (3, 0), (4, 1), (10, 3), (99, 29), (100, 30)])
def test_what_does_not_divide_is_the_creators(settings, amount, fee):
    settings.PLATFORM_FEES = {"gift": 30, "tip": 10}
    assert fee_on(TransferKind.GIFT, amount) == fee


@pytest.mark.parametrize("percent", [-1, 91, 100])
def test_a_house_that_would_take_all_of_it_is_told_so(settings, percent):
    settings.PLATFORM_FEES = {"gift": percent}
    with pytest.raises(ValueError, match="PLATFORM_FEE_GIFT"):
        percent_of(TransferKind.GIFT)
