"""/studio/moderation/: what a creator lets through, what is off limits, and who may help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.asking import creator_of
from accounts.studio_pages import register_studio_page, studio_tabs
from moderation.forms.settings import DelegateForm, SafeWordForm, SettingsForm, TrialForm
from moderation.screening import Speaker, Target
from moderation.selectors.settings import delegates_of, settings_of
from moderation.services.screening import screen_for
from moderation.services.settings import add_delegate, change_settings, remove_delegate, set_safe_word
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError, Invalid
from roastlive.lib.limits import limited

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import CreatorProfile

register_studio_page(label=gettext_lazy("Moderation"), route="moderation:settings", order=30)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@limited("moderation_settings")
def settings(request: HttpRequest) -> HttpResponse:
    own = creator_of(request)
    form = SettingsForm(request.POST if request.method == "POST" else None, row=settings_of(own))
    if form.is_bound and form.is_valid():
        try:
            change_settings(channel=own, **form.values())
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("Saved. It holds from the next line on."))
            return redirect("moderation:settings")
    return _page(request, own, form=form, status=400 if form.is_bound else 200)


@signed_in
@require_POST
@limited("moderation_settings")
def safe_word(request: HttpRequest) -> HttpResponse:
    own = creator_of(request)
    form = SafeWordForm(request.POST)
    if not form.is_valid():
        return _page(request, own, safe_word_form=form, status=400)
    try:
        row = set_safe_word(channel=own, phrase=form.cleaned_data["safe_word"])
    except Invalid as error:
        form.add_error("safe_word", [text for texts in error.errors.values() for text in texts])
        return _page(request, own, safe_word_form=form, status=400)
    messages.success(
        request,
        _("Kept. Say it once aloud, so that you know it.") if row.safe_word else _("You have no safe word now."),
    )
    return redirect("moderation:settings")


@signed_in
@require_POST
@limited("moderation_settings")
def delegate(request: HttpRequest) -> HttpResponse:
    """Somebody more to trust, or with something else."""
    own = creator_of(request)
    form = DelegateForm(request.POST)
    if form.is_valid():
        try:
            row = add_delegate(channel=own, **form.cleaned_data)
        except Invalid as error:
            for name, texts in error.errors.items():
                form.add_error(name, list(texts))
        except DomainError:
            form.add_error("username", _("Nobody here has this name."))
        else:
            messages.success(request, _("%(name)s helps you from now on.") % {"name": row.person.username})
            return redirect("moderation:settings")
    return _page(request, own, delegate_form=form, status=400)


@signed_in
@require_POST
def undelegate(request: HttpRequest) -> HttpResponse:
    own = creator_of(request)
    username = request.POST.get("username", "")[:30]
    try:
        remove_delegate(channel=own, username=username)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s no longer helps you.") % {"name": username})
    return redirect("moderation:settings")


@signed_in
@require_POST
@limited("moderation_settings")
def trial(request: HttpRequest) -> HttpResponse:
    """What a line would meet here. htmx gets the answer alone, everybody else the page with it."""
    own = creator_of(request)
    form = TrialForm(request.POST)
    decision = None
    if form.is_valid():
        decision = screen_for(
            form.cleaned_data["text"],
            speaker=Speaker(form.cleaned_data["speaker"]),
            target=Target(form.cleaned_data["target"]),
            channel=own,
        )
    context = {"trial_form": form, "decision": decision}
    if "HX-Request" in request.headers:
        return render(request, "moderation/_settings_trial.html", context)
    return _page(request, own, status=200 if decision else 400, **context)


def _page(request: HttpRequest, own: CreatorProfile, *, status: int = 200, **context: object) -> HttpResponse:
    row = settings_of(own)
    usual = {
        "tabs": studio_tabs(),
        "row": row,
        "form": SettingsForm(row=row),
        "safe_word_form": SafeWordForm(),
        "delegate_form": DelegateForm(),
        "trial_form": TrialForm(),
        "delegates": delegates_of(own),
    }
    return render(request, "moderation/settings.html", {**usual, **context}, status=status)
