"""Model fields that the database, its backups and its operators cannot read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from roastlive.lib.crypto.sealing import Sealed, seal, unseal

if TYPE_CHECKING:
    TextField = models.TextField[Any, Any]
else:
    TextField = models.TextField


class SealedAttribute(DeferredAttribute):
    """Opens the value when it is looked at: before that, nobody needs the plain text, and afterwards it stays open."""

    field: EncryptedField

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.open(value, instance)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        """Having this, the attribute is asked even when the row holds a value."""
        instance.__dict__[self.field.attname] = value


class EncryptedField(TextField):
    """Saved through its row only: `update()`, `bulk_update()` and lookups know no row, so they are refused."""

    descriptor_class = SealedAttribute

    def open(self, sealed: Sealed, row: models.Model) -> Any:
        return self.to_plain(unseal(sealed, self.place_in(row)))

    def place_in(self, row: models.Model) -> str:
        if row.pk is None:
            raise FieldError(f"{self} cannot be sealed before its row has an id.")
        return f"{self.model._meta.db_table}.{self.column}.{row.pk}"

    def to_text(self, value: Any) -> str:
        raise NotImplementedError

    def to_plain(self, text: str) -> Any:
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = getattr(model_instance, self.attname)
        return None if value is None else seal(self.to_text(value), self.place_in(model_instance))

    def from_db_value(self, value: str | None, *_: object) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value
        raise FieldError(f"{self} is encrypted: save it through its row, and find the row by something else.")

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_transform(self, lookup_name: str) -> Any:
        return None


class EncryptedTextField(EncryptedField):
    def to_text(self, value: Any) -> str:
        return str(value)

    def to_plain(self, text: str) -> str:
        return text


class EncryptedJSONField(EncryptedField):
    """What JSON can hold: the answers of an identity check, the details of a bank account."""

    def to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    def to_plain(self, text: str) -> Any:
        return json.loads(text)

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return self.to_text(self.value_from_object(obj))
