"""What each rule says of what it found, to whoever asks why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SAYS: dict[str, StrOrPromise] = {
    "threat.violence": _("Promises to hurt somebody."),
    "threat.injury": _("Promises to hurt somebody."),
    "threat.coming": _("Threatens to find somebody or to come by."),
    "threat.wishing": _("Wishes that somebody may die or be hurt."),
    "threat.menace": _("Threatens what comes next."),
    "threat.venue": _("Threatens the place and everybody in it."),
    "threat.german": _("Promises to hurt somebody."),
    "self_harm.baiting": _("Tells somebody to hurt or kill themselves."),
    "self_harm.erasing": _("Tells somebody that the world would be better without them."),
    "self_harm.german": _("Tells somebody to hurt or kill themselves."),
    "sexual.demand": _("Asks somebody for their body or pictures of it."),
    "sexual.advance": _("Says what sexual thing shall be done to somebody."),
    "sexual.violent": _("Speaks of rape or groping."),
    "sexual.minors": _("Sexualises children."),
    "sexual.crude": _("Tells somebody to perform a sexual act."),
    "hate.group": _("Despises people for what they are."),
    "private.asking": _("Asks for, or spreads, what is nobody's business."),
    "private.phone": _("Looks like a telephone number."),
    "private.email": _("Looks like an email address."),
    "private.address": _("Looks like a postal address."),
    "private.account": _("Looks like the number of an account, a card or a document."),
    "private.place": _("Says where somebody is or can be found."),
    "spam.selling": _("Advertises or sells something."),
    "spam.scam": _("Promises easy money or gifts, as frauds do."),
    "spam.inviting": _("Leads people elsewhere."),
    "spam.invite": _("Leads people elsewhere."),
    "spam.repeat": _("Says the same thing over and over."),
    "link": _("Contains a link."),
    "flood.letters": _("Makes noise: letters, signs or capitals without end."),
    "flood.signs": _("Makes noise: letters, signs or capitals without end."),
    "flood.capitals": _("Makes noise: letters, signs or capitals without end."),
    "flood.words": _("Says the same thing over and over."),
    "together": _("Says it in letters that are strewn about."),
    "list.slur": _("Uses a word that only exists to despise people."),
    "list.insult": _("Insults."),
    "list.profanity": _("Swears."),
    "list.innuendo": _("Talks about sex."),
}
