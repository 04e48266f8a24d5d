"""How much may move at once: whole numbers of a unit, from one up."""

from __future__ import annotations

from economy.errors import InvalidAmount

MINIMUM = 1
# A leg of ten billion dollars is a mistake. A balance may hold ten million such legs before bigint would overflow.
MAXIMUM = 10**12
GREATEST_BALANCE = 10**18

TOKENS_PER_DOLLAR = 100


def checked(amount: object) -> int:
    """The amount, if it is one. Raises InvalidAmount for anything else: a fraction, a text, true, too little, too much."""
    if type(amount) is not int or not MINIMUM <= amount <= MAXIMUM:
        raise InvalidAmount
    return amount
