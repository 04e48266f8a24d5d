"""What moderation refuses, and how it is said."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from roastlive.lib.errors import Conflict, Forbidden, Gone, Invalid, NotFound


class CannotReportYourself(Invalid):
    code = "cannot_report_yourself"
    detail = _("This is yours. If it should go, take it down yourself; nobody will mind.")


class AlreadyReported(Conflict):
    code = "already_reported"
    detail = _("You have reported this already. Somebody will look at it.")


class CaseTaken(Conflict):
    code = "case_taken"
    detail = _("%(name)s has this case. Take the next one.")


class CaseDecided(Conflict):
    code = "case_decided"
    detail = _("This case has been decided meanwhile.")


class NotYoursToJudge(Forbidden):
    code = "not_yours_to_judge"
    detail = _("You are part of this case, so somebody else decides it.")


class CaseEscalated(Forbidden):
    code = "case_escalated"
    detail = _("This case waits for somebody more senior.")


class NotThisOutcome(Invalid):
    code = "not_this_outcome"
    detail = _("That cannot be done with this.")


class CannotUndo(Conflict):
    code = "cannot_undo"
    detail = _("This can no longer be taken back here. Lift the sanction or restore it instead.")


class CheckUnderWay(Conflict):
    code = "identity_check_under_way"
    detail = _("Your identity check has been sent. Wait for the answer; we write to you.")


class IdentityProvenAlready(Conflict):
    code = "identity_proven"
    detail = _("We know who you are. You need not prove it again yet.")


class CheckIncomplete(Invalid):
    code = "identity_check_incomplete"
    detail = _("Something is still missing. What it is stands beside the fields.")


class CheckTaken(Conflict):
    code = "identity_check_taken"
    detail = _("%(name)s has this check. Take the next one.")


class CheckNotTaken(Conflict):
    code = "identity_check_not_taken"
    detail = _("Take this check first. If it was yours, your time with it is over.")


class CheckDecided(Conflict):
    code = "identity_check_decided"
    detail = _("This check has been decided meanwhile.")


class NotYourOwnIdentity(Forbidden):
    code = "not_your_own_identity"
    detail = _("Nobody checks their own identity.")


class SecondLookIsAnothers(Forbidden):
    code = "second_look_is_anothers"
    detail = _("You had the first look. The second one is somebody else's.")


class DocumentOver(Conflict):
    code = "document_over"
    detail = _("The document is no longer valid, so there is nothing to approve.")


class TooYoungToApprove(Conflict):
    code = "too_young_to_approve"
    detail = _("By this date of birth they are too young for this house. Reject it as that.")


class DocumentUnreadable(Gone):
    code = "document_unreadable"
    detail = _("This picture cannot be opened any more. Ask for a new one.")


class NotYourColleague(Forbidden):
    code = "not_your_colleague"
    detail = _("This is somebody who works here. Only a superuser shuts out a colleague.")


class NotYourOwnRights(Forbidden):
    code = "not_your_own_rights"
    detail = _("Nobody changes their own rights.")


class OnlySuperusersAppoint(Forbidden):
    code = "only_superusers_appoint"
    detail = _("Only a superuser says who works at the desk.")


class SomebodyMustRemain(Conflict):
    code = "somebody_must_remain"
    detail = _("This is the last one who may do everything. Make another one first.")


class CannotWorkHere(Conflict):
    code = "cannot_work_here"
    detail = _("Their account is closed, on its way out, or not confirmed yet.")


class Sanctioned(Forbidden):
    """What a sanction forbids: `until` and `reason` are said."""

    code = "sanctioned"
    detail = _("You are kept from that %(until)s. %(reason)s")


class NotToBeSanctioned(Forbidden):
    code = "not_to_be_sanctioned"
    detail = _("There is nobody here to sanction: it is you, somebody who runs this house, or whose channel it is.")


class TooGrave(Forbidden):
    code = "too_grave"
    detail = _("That is for somebody more senior. Escalate it, or choose something smaller.")


class AlreadySanctioned(Conflict):
    code = "already_sanctioned"
    detail = _("They have that already, and for at least as long.")


class SanctionOver(Conflict):
    code = "sanction_over"
    detail = _("This sanction is over already.")


class AlreadyAppealed(Conflict):
    code = "already_appealed"
    detail = _("You have appealed this already. One answer is all there is.")


class AppealTooLate(Conflict):
    code = "appeal_too_late"
    detail = _("The time to appeal this is over.")


class AppealAnswered(Conflict):
    code = "appeal_answered"
    detail = _("This appeal has been answered meanwhile.")


class NotYourJudgement(Forbidden):
    code = "not_your_judgement"
    detail = _("Somebody else has to answer this: it is about a decision of yours.")


class SafewordOver(Conflict):
    code = "safeword_over"
    detail = _("The show goes on already.")


class DelegateNotFound(NotFound):
    code = "delegate_not_found"
    detail = _("Nobody of this name helps you.")
