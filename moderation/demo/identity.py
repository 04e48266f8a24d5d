"""One creator whom the house knows, and one who waits to be looked at."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import CreatorProfile, User
from moderation.demo.papers import passport, selfie
from moderation.models import KycVerification
from moderation.roles import Role
from moderation.services.identity_checks.asking import add_picture, save_details, submit
from moderation.services.identity_checks.reviewing import approve, take
from roastlive.lib.demo import Stage, demo
from roastlive.lib.rls import acting_as_house


@dataclass(frozen=True, kw_only=True)
class Proof:
    username: str
    look: int
    legal_name: str
    number: str
    is_approved: bool = False


PROOFS = (
    Proof(username="rita", look=1, legal_name="Rita Rostock", number="E1X004711", is_approved=True),
    Proof(username="nora", look=4, legal_name="Nora Brinkmann", number="E1X008125"),
)


@demo(order=31)
def identities(stage: Stage) -> None:
    """After the desk, whose senior moderator looks at one of them."""
    reviewer = User.objects.filter(groups__name=Role.SENIOR_MODERATOR, is_active=True).order_by("pk").first()
    for proof in PROOFS:
        creator = CreatorProfile.objects.filter(user__username=proof.username).select_related("user").first()
        if creator is None or _has_one(creator.user):
            continue
        check = _send(creator.user, proof)
        if proof.is_approved and reviewer is not None:
            take(check_id=check.pk, by=reviewer)
            approve(check_id=check.pk, by=reviewer)
    stage.tell("  An identity check waits at the desk for a senior moderator, sena")


def _has_one(person: User) -> bool:
    with acting_as_house():
        return KycVerification.objects.of(person.pk).exists()


def _send(person: User, proof: Proof) -> KycVerification:
    born, until = str(person.date_of_birth), "2034-08-31"
    said = {
        "legal_name": proof.legal_name,
        "date_of_birth": born,
        "address": "Curtain Road 12\n10405 Berlin",
        "country": "DE",
        "document_kind": "passport",
        "document_country": "DE",
        "document_number": proof.number,
        "document_expires": until,
    }
    save_details(person=person, said=said)
    paper = passport(proof.legal_name, number=proof.number, born=born, until=until, look=proof.look)
    held = selfie(proof.legal_name, look=proof.look, paper=paper)
    add_picture(person=person, side="front", upload=paper)
    add_picture(person=person, side="selfie", upload=held)
    return submit(person=person)
