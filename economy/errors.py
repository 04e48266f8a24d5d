"""What economy refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from roastlive.lib.errors import Conflict, Forbidden, Invalid, NotFound


class InvalidAmount(Invalid):
    code = "invalid_amount"
    detail = _("An amount is a whole number, at least 1 and within reason.")


class SameAccount(Invalid):
    code = "same_account"
    detail = _("Money cannot move from an account to itself.")


class UnitsMixed(Invalid):
    code = "units_mixed"
    detail = _("Tokens and points are kept apart. One transfer moves one of them.")


class Unbalanced(Invalid):
    code = "unbalanced"
    detail = _("What leaves must arrive: the parts of a transfer have to sum to nothing.")


class AccountReserved(Invalid):
    code = "account_reserved"
    detail = _("What is reserved moves with its hold, and in no other way.")


class WalletNotFound(NotFound):
    code = "wallet_not_found"
    detail = _("There is no such wallet.")


class TransferNotFound(NotFound):
    code = "transfer_not_found"
    detail = _("There is no such transfer.")


class HoldNotFound(NotFound):
    code = "hold_not_found"
    detail = _("There is no such reservation.")


class InsufficientFunds(Conflict):
    code = "insufficient_funds"
    detail = _("The balance does not cover that.")


class AlreadyReversed(Conflict):
    code = "already_reversed"
    detail = _("That transfer has been reversed already.")


class HoldOver(Conflict):
    code = "hold_over"
    detail = _("That reservation is over: it was used, given back, or its time has passed.")


class RewardNotFound(NotFound):
    code = "reward_not_found"
    detail = _("There is no such reward.")


class TooManyRewards(Conflict):
    code = "too_many_rewards"
    detail = _("Your shelf is full. Take something off it first.")


class RewardNotOnShelf(Conflict):
    code = "reward_not_on_shelf"
    detail = _("This reward is not on the shelf right now.")


class OutOfStock(Conflict):
    code = "out_of_stock"
    detail = _("Somebody was faster: there is none left.")


class RewardLimitReached(Conflict):
    code = "reward_limit_reached"
    detail = _("You have had as many of these as one person may.")


class RewardCoolsDown(Conflict):
    code = "reward_cools_down"
    detail = _("You had this a little while ago. You can have it again from %(when)s.")


class OwnReward(Invalid):
    code = "own_reward"
    detail = _("What you offer is for others.")


class RedemptionNotFound(NotFound):
    code = "redemption_not_found"
    detail = _("Nothing was redeemed here.")


class RedemptionDecided(Conflict):
    code = "redemption_decided"
    detail = _("This has been decided meanwhile.")


class MayNotFulfil(Forbidden):
    code = "may_not_fulfil"
    detail = _("Fulfilling rewards of the house is somebody else's job.")


class AdjustmentNotFound(NotFound):
    code = "adjustment_not_found"
    detail = _("There is no such adjustment.")


class AdjustmentDecided(Conflict):
    code = "adjustment_decided"
    detail = _("This adjustment has been decided meanwhile.")


class SecondPersonNeeded(Forbidden):
    code = "second_person_needed"
    detail = _("Whoever asks does not decide. Somebody else has to look at it.")


class NotYourOwnAccount(Forbidden):
    code = "not_your_own_account"
    detail = _("Nobody corrects their own account.")


class AdministratorNeeded(Forbidden):
    code = "administrator_needed"
    detail = _("So much is approved by an administrator only.")


class MayNotAdjust(Forbidden):
    code = "may_not_adjust"
    detail = _("Correcting accounts is somebody else's job.")


class CannotBeReversed(Conflict):
    code = "cannot_be_reversed"
    detail = _("This transfer belongs to something else, and goes back together with that.")


class ReversalRequested(Conflict):
    code = "reversal_requested"
    detail = _("Somebody has asked for this already.")


class GiftTypeNotFound(NotFound):
    code = "gift_type_not_found"
    detail = _("There is no such gift, or it is no longer on offer.")


class GiftNotFound(NotFound):
    code = "gift_not_found"
    detail = _("There is no such gift.")


class TipNotFound(NotFound):
    code = "tip_not_found"
    detail = _("There is no such tip.")


class InvalidQuantity(Invalid):
    code = "invalid_quantity"
    detail = _("Between 1 and 100 at once.")


class TipTooLarge(Invalid):
    code = "tip_too_large"
    detail = _("A tip has at most %(most)s tokens.")


class MessageRefused(Invalid):
    code = "message_refused"
    detail = _("These words stay here: %(why)s. Nothing was sent and nothing was taken.")


class CannotGiveYourself(Forbidden):
    code = "cannot_give_yourself"
    detail = _("This is your own channel. Applaud yourself, it is free.")


class CannotGive(Forbidden):
    code = "cannot_give"
    detail = _("You cannot give anything here.")


class UnknownOccasion(Invalid):
    code = "unknown_occasion"
    detail = _("What this was to be given during is nothing we know.")


class CreatorGone(NotFound):
    code = "creator_gone"
    detail = _("This creator is not here any more, so there is nobody to give to.")


class GiftLocked(Forbidden):
    code = "gift_locked"
    detail = _("This gift is for level %(level)s and above.")


class NothingToGiveBack(Conflict):
    code = "nothing_to_give_back"
    detail = _("This has been given back already, or never arrived.")


class NotYourOwnMoney(Forbidden):
    code = "not_your_own_money"
    detail = _("Somebody else decides about your own money.")


class SpentMeanwhile(Conflict):
    code = "spent_meanwhile"
    detail = _("The creator no longer has it. Settle it with an adjustment.")
