"""Forms of what readers know: addresses that stay, and lists of addresses, stored as JSON and edited row by row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.widgets import Script

from cms.models import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, str]

LONGEST_LABEL = 100


class AddressedForm(forms.ModelForm):  # type: ignore[type-arg] # Django's is not generic when it runs
    """For things with a slug. An address that another one had leads to that one for ever."""

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        kind = self._meta.model._meta.model_name
        if Document.objects.filter(kind=kind, slug=slug).exclude(key=self.instance.pk).exists():
            raise ValidationError(
                f"This address still leads to another {kind}, which had it before: choose another slug."
            )
        return slug


class RowsWidget(forms.Textarea):
    """Rows of inputs drawn over a text area, which holds their JSON and is what is sent."""

    template_name = "cms/rows_widget.html"

    def __init__(self, columns: Mapping[str, str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 3, **(attrs or {})})
        self.columns = columns

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["columns"] = json.dumps(self.columns)
        return context

    class Media:
        js = [Script("cms/rows.js", defer=True)]


class RowsField(forms.Field):
    """A list of rows; empty rows are left out, and an address is one of the web."""

    columns: Mapping[str, str]
    check_address = URLValidator(schemes=["http", "https"], message="Give the full address, starting with https://.")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        # A model field offers the class of its own widget, which knows nothing of rows.
        for unknown in ("encoder", "decoder", "widget"):
            kwargs.pop(unknown, None)
        super().__init__(widget=RowsWidget(self.columns), **kwargs)

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else json.dumps([self.row_of(it) for it in value or []])

    def to_python(self, value: str | None) -> list[Any]:
        try:
            rows = json.loads(value or "[]")
            # Half a character can be written in JSON, and published nowhere.
            json.dumps(rows, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise ValidationError("This list could not be read: load the page again.") from error
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ValidationError("This list could not be read: load the page again.")
        stripped = [{name: str(row.get(name, "")).strip() for name in self.columns} for row in rows]
        return [self.stored(row, place) for place, row in enumerate(stripped, 1) if any(row.values())]

    def stored(self, row: Row, place: int) -> Any:
        """What is kept of a row; raises ValidationError where something is missing."""
        try:
            self.check_address(row["url"])
        except ValidationError as error:
            raise ValidationError(f"Row {place}: {error.messages[0]}") from error
        return self.kept(row, place)

    def kept(self, row: Row, place: int) -> Any:
        raise NotImplementedError

    def row_of(self, stored: Any) -> Row:
        raise NotImplementedError

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or []) != self.to_python(data))
        except ValidationError:
            return True


class LinkListField(RowsField):
    """Stored as `[{"label": …, "url": …}]`."""

    columns = {"label": "What it is", "url": "Address"}

    def kept(self, row: Row, place: int) -> Row:
        if not row["label"]:
            raise ValidationError(f"Row {place}: say what {row['url']} is.")
        if len(row["label"]) > LONGEST_LABEL:
            raise ValidationError(f"Row {place}: use at most {LONGEST_LABEL} characters to say what it is.")
        return row

    def row_of(self, stored: Any) -> Row:
        return {"label": stored.get("label", ""), "url": stored.get("url", "")}


class AddressListField(RowsField):
    """Stored as `["https://…"]`."""

    columns = {"url": "Address"}

    def kept(self, row: Row, place: int) -> str:
        return row["url"]

    def row_of(self, stored: Any) -> Row:
        return {"url": stored}
