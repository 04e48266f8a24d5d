"""What the desk does with people and creators, and what it may look at. Registered in `admin.py`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display

from accounts.models import CreatorProfile, Notification, User, UserSession
from accounts.services.creators import unverify_creator, verify_creator
from accounts.services.doors import let_in, shut_out
from accounts.services.sessions import Ending, end_session, end_sessions
from roastlive.lib.errors import NotFound
from roastlive.lib.reasons import asks_reason
from roastlive.lib.rls import acting_as_house

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class PersonActions(ModelAdmin):
    """Nobody shuts out themselves, and only a superuser a colleague."""

    actions = ("shut_out", "let_in", "end_sessions")

    def has_doors_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.change_user")

    @asks_reason(description=_("Shut out"), permissions=["doors"], is_danger=True)
    def shut_out(self, request: HttpRequest, chosen: QuerySet[User], reason: str) -> None:
        self._each(request, chosen, reason, lambda person: shut_out(user=person))

    @asks_reason(description=_("Let in again"), permissions=["doors"])
    def let_in(self, request: HttpRequest, chosen: QuerySet[User], reason: str) -> None:
        self._each(request, chosen, reason, lambda person: let_in(user=person))

    @asks_reason(description=_("Log out everywhere"), permissions=["doors"])
    def end_sessions(self, request: HttpRequest, chosen: QuerySet[User], reason: str) -> None:
        self._each(request, chosen, reason, lambda person: end_sessions(user_id=person.pk, ending=Ending.STAFF))

    def _each(self, request: HttpRequest, chosen: QuerySet[User], reason: str, act: Callable[[User], object]) -> None:
        done = 0
        for person in chosen:
            is_allowed = person.pk != request.user.pk and self.has_change_permission(request, person)
            if is_allowed and person.deleted_at is None and act(person):
                self.log_change(request, person, f"{self._act_named(request)}: {reason}")
                done += 1
        _say(self, request, done, len(chosen))

    def _act_named(self, request: HttpRequest) -> str:
        return str(self.get_actions(request)[request.POST["action"]][2])


class CreatorAdmin(ModelAdmin):
    """Creators describe themselves in their studio; the desk only vouches for them."""

    list_display = ("creator", "kind", "verified_label", "follower_count", "created_at")
    list_filter = ("kind", ("verified_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("user",)
    list_per_page = 50
    search_fields = ("stage_name", "slug", "user__username", "user__email", "=id")
    search_help_text = _("Stage name, address, username or email")
    ordering = ("-created_at",)
    show_full_result_count = False
    actions = ("verify", "unverify")
    fields = (
        *("user", "kind", "stage_name", "slug", "bio", "genres", "links", "blocked_regions", "verified_at"),
        *("follower_count", "stream_count", "total_views", "total_earnings", "rating", "created_at", "updated_at"),
    )

    @display(description=_("creator"), header=True, ordering="stage_name")
    def creator(self, profile: CreatorProfile) -> list[str]:
        return [profile.stage_name, f"@{profile.slug} · {profile.user.username}", profile.stage_name[:2].upper()]

    @display(description=_("badge"), ordering="verified_at", label={"yes": "success"})
    def verified_label(self, profile: CreatorProfile) -> tuple[str, str] | None:
        return ("yes", str(_("Verified"))) if profile.verified_at else None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CreatorProfile | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CreatorProfile | None = None) -> bool:
        return False

    def has_verify_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.change_creatorprofile")

    @asks_reason(description=_("Verify"), permissions=["verify"])
    def verify(self, request: HttpRequest, chosen: QuerySet[CreatorProfile], reason: str) -> None:
        self._each(request, chosen, str(_("Verified: %s")) % reason, lambda profile: verify_creator(profile=profile))

    @asks_reason(description=_("Take the badge off"), permissions=["verify"], is_danger=True)
    def unverify(self, request: HttpRequest, chosen: QuerySet[CreatorProfile], reason: str) -> None:
        self._each(request, chosen, str(_("Badge off: %s")) % reason, lambda profile: unverify_creator(profile=profile))

    def _each(
        self,
        request: HttpRequest,
        chosen: QuerySet[CreatorProfile],
        note: str,
        act: Callable[[CreatorProfile], bool],
    ) -> None:
        done = 0
        for profile in chosen:
            # Nobody vouches for themselves.
            if profile.user_id != request.user.pk and act(profile):
                self.log_change(request, profile, note)
                done += 1
        _say(self, request, done, len(chosen))


def _whole_table(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Opens a table that otherwise shows everybody only their own rows, until the page has been written."""

    @wraps(view)
    def opened(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with acting_as_house():
            response = view(self, request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    return opened


class PrivateRows(ModelAdmin):
    """Looked at by those whom the desk has given the right, changed by nobody."""

    list_per_page = 50
    show_full_result_count = False

    changelist_view = _whole_table(ModelAdmin.changelist_view)
    change_view = _whole_table(ModelAdmin.change_view)
    history_view = _whole_table(ModelAdmin.history_view)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SessionAdmin(PrivateRows):
    list_display = ("user", "kind", "device", "country", "last_seen_at", "expires_at", "ending")
    list_filter = ("kind", "ending", "last_seen_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email", "=ip", "=id")
    ordering = ("-last_seen_at",)
    actions = ("end_them",)
    fields = (
        *("user", "kind", "device", "user_agent", "ip", "country", "created_at", "last_seen_at", "second_factor_at"),
        *("expires_at", "revoked_at", "ending"),
    )

    def has_ending_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.change_usersession")

    @asks_reason(description=_("Log this device out"), permissions=["ending"], is_danger=True)
    def end_them(self, request: HttpRequest, chosen: QuerySet[UserSession], reason: str) -> None:
        done = 0
        rows = list(chosen.select_related("user"))
        for session in rows:
            if session.user.is_superuser and not request.user.is_superuser:
                continue
            try:
                end_session(user_id=session.user_id, session_id=session.pk, ending=Ending.STAFF)
            except NotFound:
                continue
            self.log_change(request, session, reason)
            done += 1
        _say(self, request, done, len(rows))


class NotificationAdmin(PrivateRows):
    """That somebody was told, and when they read it. What they were told is between them and the house."""

    list_display = ("recipient", "type", "created_at", "read_at")
    list_display_links = None
    list_filter = ("type", "created_at", ("read_at", admin.EmptyFieldListFilter))
    list_select_related = ("recipient",)
    search_fields = ("recipient__username", "recipient__email")
    ordering = ("-id",)
    actions = None
    fields = ("recipient", "type", "created_at", "read_at")


def _say(desk: ModelAdmin, request: HttpRequest, done: int, chosen: int) -> None:
    text = ngettext("Done for %(done)d of %(chosen)d.", "Done for %(done)d of %(chosen)d.", done)
    level = messages.SUCCESS if done == chosen else messages.WARNING
    desk.message_user(request, text % {"done": done, "chosen": chosen}, level)


# Named for `admin.py`, which registers them.
DESKS: dict[type[Any], type[ModelAdmin]] = {
    CreatorProfile: CreatorAdmin,
    UserSession: SessionAdmin,
    Notification: NotificationAdmin,
}
