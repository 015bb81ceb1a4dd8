"""What a member says of themselves, and whom they work for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mobility_hub.directory.actions import one_line
from mobility_hub.directory.enums import Capacity, Language
from mobility_hub.directory.models import AffiliationRequest, Member, Topic
from mobility_hub.verification.queries import Standing, find_organisation

CAPACITIES: list[tuple[str, str | Promise]] = [
    (Capacity.EMPLOYED, _("I am employed there")),
    (Capacity.ELECTED, _("I am an elected representative there")),
    (Capacity.CONSULTANT, _("I am a consultant with an assignment there")),
]
ORGANISATIONS_LIST = "hub-organisations"


def _length(model: type[Member] | type[AffiliationRequest], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", 0))


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=_length(Member, "name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=_length(AffiliationRequest, "organisation_name"),
        help_text=_("Begin to write and choose from the list. If it is not there, write the name as it is."),
        widget=forms.TextInput(attrs={"list": ORGANISATIONS_LIST, "autocomplete": "organization"}),
        error_messages={"required": _("Write where you work.")},
    )
    title = forms.CharField(
        label=_("Job title"),
        max_length=_length(AffiliationRequest, "title"),
        required=False,
        help_text=_("For example traffic planner. Stands beside your name in groups."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    capacity = forms.ChoiceField(
        label=_("In what capacity?"),
        choices=CAPACITIES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose in what capacity.")},
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics to follow"),
        queryset=Topic.objects.none(),
        required=False,
        help_text=_("What is new in them comes to your page and in the summary by mail."),
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=Language.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = Topic.objects.all()  # type: ignore[attr-defined]  # it is a model choice field

    def clean_name(self) -> str:
        return _words(self.cleaned_data["name"], gettext("Write your name."))

    def clean_organisation(self) -> str:
        return _words(self.cleaned_data["organisation"], gettext("Write where you work."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("organisation"):
            cleaned["known_organisation"] = find_organisation(cleaned["organisation"])
        return cleaned


def first_values(member: Member, standing: Standing) -> dict[str, Any]:
    """What the form begins with: what the member has said last."""
    said: dict[str, Any] = {"capacity": Capacity.EMPLOYED}
    request = standing.waiting or (None if standing.affiliations else standing.declined)
    if request:
        said = {"organisation": request.organisation_name, "title": request.title, "capacity": request.capacity}
    elif standing.affiliations:
        tie = standing.affiliations[0]
        said = {"organisation": tie.organisation.official_name, "title": tie.title, "capacity": tie.capacity}
    topics = list(member.topics.all()) if member.pk else []
    return {"name": member.name, "language": member.language, "topics": topics, **said}


def _words(text: str, missing: str) -> str:
    found = one_line(text)
    if not found:
        raise forms.ValidationError(missing)
    return found
