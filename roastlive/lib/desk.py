"""What every app's admin is made of, beside the theme's ModelAdmin."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from unfold.admin import ModelAdmin

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


class ReadOnlyAdmin(ModelAdmin):
    """Looked at, and never changed by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def document(value: Any) -> SafeString:
    """A JSON value to be read. The theme would colour it by inline styles, which our policy forbids."""
    text = json.dumps(value, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder)
    return format_html('<pre class="document">{}</pre>', text)
