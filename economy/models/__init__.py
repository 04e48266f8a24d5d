from economy.models.accounts import HOUSE_KINDS, PERSONAL_KINDS, AccountKind, LedgerAccount, Unit
from economy.models.adjustments import Adjustment
from economy.models.gifts import Gift, GiftType
from economy.models.holds import Hold
from economy.models.loyalty import LoyaltyRedemption, LoyaltyReward, PointAward
from economy.models.tips import Tip
from economy.models.transfers import LedgerEntry, LedgerReversal, LedgerTransfer, TransferKind
from economy.models.wallet import Transaction, Wallet
from economy.models.welcome import WelcomeGrant

__all__ = [
    "HOUSE_KINDS",
    "PERSONAL_KINDS",
    "AccountKind",
    "Adjustment",
    "Gift",
    "GiftType",
    "Hold",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerReversal",
    "LedgerTransfer",
    "LoyaltyRedemption",
    "LoyaltyReward",
    "PointAward",
    "Tip",
    "Transaction",
    "TransferKind",
    "Unit",
    "Wallet",
    "WelcomeGrant",
]
