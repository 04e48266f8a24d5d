"""People at the desk. Nobody raises their own rights here, and only a superuser gives rights to others.

Who works here, and as what, is only shown: roles are given where staff is listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import User
from accounts.people_desk import DESKS, PersonActions
from accounts.services.people import add_person

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

# Who works here and as what: a person's role and groups say the same, because one service of a floor above sets them all.
POSITION = ("role", "is_staff", "is_superuser", "groups")
# What else decides what somebody may do, or lets somebody in: for superusers, and never for oneself.
RIGHTS = ("is_active", "user_permissions")
IDENTITY = ("email",)
HISTORY = ("id", "created_at", "updated_at", "last_login", "email_verified_at", "leaves_at", "deleted_at")


class HeedsRole:
    """Nobody chooses a role here, and still the rule about birthdays asks for it."""

    def _get_validation_exclusions(self) -> set[str]:
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclusions - {"role"}


class PersonChangeForm(HeedsRole, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User


class PersonCreationForm(HeedsRole, UserCreationForm):
    class Meta:
        model = User
        fields = ("email", "username", "date_of_birth")

    def clean_username(self) -> str:
        """Django asks here whether it is taken; our constraint does that, in the house's words."""
        return str(self.cleaned_data["username"])


@admin.register(User)
class PersonAdmin(PersonActions, UserAdmin):  # type: ignore[misc, type-arg]
    form = PersonChangeForm
    add_form = PersonCreationForm
    change_password_form = AdminPasswordChangeForm

    list_display = ("person", "role_label", "staff_label", "state_label", "created_at")
    list_filter = (
        "role",
        "is_staff",
        "is_superuser",
        "is_active",
        ("deleted_at", admin.EmptyFieldListFilter),
        "created_at",
    )
    list_per_page = 50
    search_fields = ("username", "email", "=id")
    search_help_text = _("Name, email address or id")
    ordering = ("-created_at",)
    filter_horizontal = ("user_permissions",)
    fieldsets = (
        (None, {"fields": ("username", "email", "date_of_birth", "password")}),
        (_("Rights"), {"fields": (*POSITION, *RIGHTS)}),
        (_("History"), {"fields": HISTORY}),
    )
    add_fieldsets = ((None, {"fields": ("email", "username", "date_of_birth", "password1", "password2")}),)

    @display(description=_("person"), header=True, ordering="username")
    def person(self, person: User) -> list[str]:
        return [person.username, person.email, person.username[:2].upper()]

    @display(
        description=_("role"),
        ordering="role",
        label={
            User.Role.ADMIN: "danger",
            User.Role.MODERATOR: "warning",
            User.Role.CREATOR: "info",
            User.Role.VIEWER: "default",
        },
    )
    def role_label(self, person: User) -> tuple[str, str]:
        return person.role, person.get_role_display()

    @display(description=_("desk"), ordering="is_staff")
    def staff_label(self, person: User) -> str:
        if person.is_superuser:
            return str(_("everything"))
        return str(_("by permission")) if person.is_staff else ""

    @display(description=_("state"), label={"shut": "warning", "gone": "danger"})
    def state_label(self, person: User) -> tuple[str, str] | None:
        """Said only of those who cannot come in; it would be noise in every other row."""
        if person.deleted_at:
            return "gone", str(_("Deleted"))
        if person.leaves_at:
            return "shut", str(_("Leaving"))
        return None if person.is_active else ("shut", str(_("May not log in")))

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return User.everyone.all().order_by(*self.get_ordering(request))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or request.user.is_superuser:
            return fieldsets
        return [
            (title, {**options, "fields": [f for f in options["fields"] if f != "password"]})
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        if not request.user.is_superuser:
            return (*HISTORY, *POSITION, *RIGHTS, *IDENTITY)
        return (*HISTORY, *POSITION, *(RIGHTS if obj.pk == request.user.pk else ()))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            add_person(obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Staff look after the audience; their colleagues' accounts, and their own, are a superuser's business."""
        allowed = super().has_change_permission(request, obj)
        if obj is None or request.user.is_superuser:
            return allowed
        return allowed and not (obj.is_staff or obj.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A person's row stays for the ledger's sake; erasing somebody is a use case of its own."""
        return False

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    """A group's permissions are its members' rights, so only superusers change them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return bool(request.user.is_superuser)


for model, desk in DESKS.items():
    admin.site.register(model, desk)
