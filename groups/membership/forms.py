"""What people fill in about groups and their being in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from groups.membership.fields import LineField, WrittenField
from groups.membership.models import PracticeGroup, PracticeGroupQuerySet
from mobility_hub.directory.models import Affiliation, County, Topic


class GroupFilterForm(forms.Form):
    """Topic and county above the list of groups, sent by GET. The names stand in shared addresses."""

    amne = forms.ChoiceField(label=_("Topic"), required=False, error_messages={"invalid_choice": _("There is no such topic.")})
    lan = forms.ChoiceField(label=_("County"), required=False, error_messages={"invalid_choice": _("There is no such county.")})

    def __init__(self, data: Any, *, topics: QuerySet[Topic], counties: QuerySet[County]) -> None:
        super().__init__(data)
        self.fields["amne"].choices = [("", _("All topics")), *((topic.slug, topic.name) for topic in topics)]  # type: ignore[attr-defined]
        self.fields["lan"].choices = [("", _("All counties")), *((county.code, county.name) for county in counties)]  # type: ignore[attr-defined]

    def apply(self, groups: PracticeGroupQuerySet) -> PracticeGroupQuerySet:
        """The groups chosen; a choice that does not exist chooses nothing and is said by its field."""
        self.is_valid()
        if slug := self.cleaned_data.get("amne"):
            groups = groups.filter(Q(topics__slug=slug) | Q(topics__parent__slug=slug))
        if code := self.cleaned_data.get("lan"):
            groups = groups.filter(counties=code)
        return groups.distinct()


class JoinForm(forms.Form):
    affiliation = forms.ModelChoiceField(
        label=_("You take part for"), queryset=Affiliation.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    message = WrittenField(
        label=_("Message to the facilitator"),
        help_text=_("For example what you work with and what you want to get done."),
        required=False,
        longest=1000,
        rows=4,
    )

    def __init__(self, *args: Any, affiliations: Sequence[Affiliation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["affiliation"]
        field.queryset = Affiliation.objects.filter(pk__in=[one.pk for one in affiliations]).select_related("organisation")  # type: ignore[attr-defined]
        field.label_from_instance = affiliation_in_words  # type: ignore[attr-defined]
        if len(affiliations) == 1:
            field.initial = affiliations[0].pk
            field.required = False
            field.widget = forms.HiddenInput()
        self.only = affiliations[0] if len(affiliations) == 1 else None

    def clean_affiliation(self) -> Affiliation | None:
        chosen: Affiliation | None = self.cleaned_data.get("affiliation") or self.only
        return chosen


def affiliation_in_words(affiliation: Affiliation) -> str:
    return ", ".join(filter(None, [affiliation.organisation.official_name, affiliation.title]))


class ReasonForm(forms.Form):
    """Why a request is declined or somebody is removed: the person reads it."""

    reason = WrittenField(
        label=_("Reason"),
        help_text=_("The person gets it by mail."),
        error_messages={"required": _("Write a reason. The person gets it by mail.")},
        longest=1000,
        rows=3,
    )


class DescribeForm(forms.ModelForm):
    """What stands first in the group, kept by its facilitator."""

    result = LineField(label=_("Result aimed at"), help_text=_("What the group leaves behind. Shown openly."), required=False, longest=200)
    next_step = LineField(label=_("Next step"), required=False, longest=200)
    next_step_by = LineField(label=_("Who has the next step"), required=False, longest=120)
    situation = WrittenField(
        label=_("The situation in the group"),
        help_text=_("A newcomer reads this first: what is done, what is decided, what is left."),
        required=False,
        longest=4000,
        rows=8,
    )

    class Meta:
        model = PracticeGroup
        fields = ("result", "result_on", "next_step", "next_step_by", "next_step_on", "situation")
        widgets = {
            "result_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "next_step_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
