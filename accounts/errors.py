"""What accounts refuse, and how it is said."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from roastlive.lib.errors import Conflict, DomainError, Forbidden, Gone, Invalid, NotFound, NotSignedIn


class EmailNotVerified(Forbidden):
    code = "email_not_verified"
    detail = _("Confirm your email address first. The letter we sent you has the link.")


class AlreadyCreator(Conflict):
    code = "already_creator"
    detail = _("You are a creator already.")


class CannotFollow(Forbidden):
    code = "cannot_follow"
    detail = _("You cannot follow this channel.")


class CannotFollowYourself(Invalid):
    code = "cannot_follow_yourself"
    detail = _("This is your own channel.")


class CannotBlockYourself(Invalid):
    code = "cannot_block_yourself"
    detail = _("You cannot block yourself.")


class NotInYourCountry(DomainError):
    """The creator's wish; neither a secret nor a mistake."""

    code = "not_in_your_country"
    status = 451
    detail = _("This channel is not shown in the country you seem to be in.")


class PictureRefused(Invalid):
    """`reason` of the context is for logs and tests; the detail says what to do."""

    code = "picture_refused"
    detail = _("This picture cannot be used. Try a JPEG, PNG, WebP or GIF.")


class PushRefused(Invalid):
    code = "push_refused"
    detail = _("This browser's notification service is not one we know.")


class TooYoung(Forbidden):
    code = "too_young"
    detail = _(
        "You have to be %(age)s to come in. That is nothing against you: some jokes here are not for you yet. "
        "We will still be here."
    )


class UsernameTaken(Conflict):
    code = "username_taken"
    detail = _("This username is taken.")


class EmailTaken(Conflict):
    code = "email_taken"
    detail = _("Somebody uses this email address already.")


class PasswordRefused(Invalid):
    code = "password_refused"
    detail = _("Choose another password.")


class WrongCredentials(Invalid):
    """The same for an unknown address, a wrong password and an account that may not log in."""

    code = "wrong_credentials"
    detail = _("That email address and password do not belong together.")


class WrongPassword(Invalid):
    code = "wrong_password"
    detail = _("This is not your password.")


class WrongCode(Invalid):
    code = "wrong_code"
    detail = _("That code is not right, or was used already. Wait for the next one.")


class LinkOver(Gone):
    code = "link_over"
    detail = _("This link has been used or is too old. Ask for a new one.")


class LoginOver(Invalid):
    code = "login_over"
    detail = _("That took a while. Log in again from the start.")


class SetupOver(Gone):
    code = "setup_over"
    detail = _("This set-up is older than fifteen minutes, so we threw it away. Begin again.")


class NoSecondFactor(Conflict):
    code = "no_second_factor"
    detail = _("You have no second factor.")


class SecondFactorThere(Conflict):
    code = "second_factor_there"
    detail = _("You have a second factor already. Switch it off before you set up another.")


class SecondFactorNeeded(Conflict):
    """Staff work with other people's secrets."""

    code = "second_factor_needed"
    detail = _("People who work at the desk keep a second factor.")


class ConfirmationNeeded(Forbidden):
    code = "confirmation_needed"
    detail = _("Show once more that it is you: give your password or a code first.")


class KeyNeeded(Forbidden):
    """Whoever has only the password must not exchange the keys that stand against exactly that."""

    code = "key_needed"
    detail = _("Keys are changed by whoever has shown one: confirm with a code, or come in with your passkey.")


class ExportAsked(Conflict):
    code = "export_asked"
    detail = _("You have asked already. We will tell you when it is ready.")


class ExportNotFound(NotFound):
    code = "export_not_found"
    detail = _("There is no such file, or it is not yours.")


class ExportOver(Gone):
    code = "export_over"
    detail = _("This file is not there, or no longer. Ask for a new one.")


class StaffStays(Conflict):
    """The desk's history needs a name, and whoever could erase themselves could get away with something."""

    code = "staff_stays"
    detail = _("Whoever works at the desk stays until they no longer do. Somebody else has to take that off first.")


class NotYourName(Invalid):
    code = "not_your_name"
    detail = _("This is not your username.")


class Leaving(Forbidden):
    """Nobody is let in who is about to be erased, unless they say that they stay."""

    code = "leaving"
    detail = _("This account is leaving. To keep it, log in and say that you stay.")


class SessionNotFound(NotFound):
    code = "session_not_found"
    detail = _("This device is not logged in, or not yours.")


class SessionOver(NotSignedIn):
    code = "session_over"
    detail = _("This device was logged out. Log in again.")


class TokenNotFound(NotFound):
    code = "token_not_found"
    detail = _("You have no such token.")


class TooManyTokens(Conflict):
    code = "too_many_tokens"
    detail = _("You have %(most)s tokens. Revoke one that you no longer need.")


class ScopeMissing(Forbidden):
    code = "scope_missing"
    detail = _("This token may not do that.")


class PasskeyRefused(Invalid):
    code = "passkey_refused"
    detail = _("This passkey could not be read. Try again, or use another one.")


class PasskeyNotFound(NotFound):
    code = "passkey_not_found"
    detail = _("You have no such passkey.")
