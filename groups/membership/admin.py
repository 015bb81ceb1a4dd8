"""What administrators get in the Wagtail admin: founding a group and naming its first facilitator. Nothing from inside any group."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.menu import MenuItem

from groups.membership import permissions
from groups.membership.actions import found_group
from groups.membership.eligibility import Tie, bar_of_person, bar_of_tie
from groups.membership.enums import GroupKind, GroupState, JoinPolicy, Visibility
from groups.membership.errors import MembershipError
from groups.membership.fields import LineField, WrittenField
from groups.membership.models import GroupIndexPage, PracticeGroup, PracticeGroupPage
from mobility_hub.directory.enums import DEFAULT_ELIGIBLE_KINDS, POSSIBLE_ELIGIBLE_KINDS
from mobility_hub.directory.models import Affiliation, County, Member, Topic
from mobility_hub.networks.models import NetworkPage


class FoundGroupForm(forms.Form):
    """A new group. Who leads it is named by the e-mail address of their account, by which they are found or not."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=GroupKind, initial=GroupKind.PRACTICE_GROUP)
    network: Any = forms.ModelChoiceField(
        label=gettext_lazy("Network"),
        queryset=NetworkPage.objects.none(),
        required=False,
        help_text=gettext_lazy("A network room belongs to a network. A practice group may do so too, and then stands on its page."),
    )
    name = LineField(label=gettext_lazy("Name"), longest=120)
    purpose = WrittenField(
        label=gettext_lazy("Purpose"), help_text=gettext_lazy("Shown openly on the group's doorplate."), longest=600, rows=3
    )
    result = LineField(
        label=gettext_lazy("Result aimed at"),
        help_text=gettext_lazy("What the group leaves behind. Shown openly."),
        longest=200,
        required=False,
    )
    result_on = forms.DateField(
        label=gettext_lazy("Result ready"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    meeting_form = LineField(label=gettext_lazy("How the group meets"), longest=200, required=False)
    topics = forms.MultipleChoiceField(label=gettext_lazy("Topics"), widget=forms.CheckboxSelectMultiple, required=False)
    counties = forms.MultipleChoiceField(label=gettext_lazy("Counties"), widget=forms.CheckboxSelectMultiple, required=False)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Open to those employed in"),
        choices=[(kind.value, kind.label) for kind in POSSIBLE_ELIGIBLE_KINDS],
        initial=[kind.value for kind in DEFAULT_ELIGIBLE_KINDS],
        widget=forms.CheckboxSelectMultiple,
    )
    elected_too = forms.BooleanField(label=gettext_lazy("Elected representatives too"), required=False)
    join_policy = forms.ChoiceField(label=gettext_lazy("How one joins"), choices=JoinPolicy, initial=JoinPolicy.REQUEST)
    hidden = forms.BooleanField(
        label=gettext_lazy("Only those who are invited know that the group exists"),
        help_text=gettext_lazy("Then it has no page, and one joins by invitation."),
        required=False,
    )
    facilitator = forms.EmailField(
        label=gettext_lazy("The facilitator's e-mail address"),
        help_text=gettext_lazy("Of an account that is approved as employed in one of these kinds of organisation."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._topics = {topic.slug: topic for topic in Topic.objects.all()}
        self._counties = {county.code: county for county in County.objects.all()}
        self.fields["network"].queryset = NetworkPage.objects.live().order_by("title")  # type: ignore[attr-defined]
        self.fields["topics"].choices = [(slug, topic.name) for slug, topic in self._topics.items()]  # type: ignore[attr-defined]
        self.fields["counties"].choices = [(code, county.name) for code, county in self._counties.items()]  # type: ignore[attr-defined]

    def clean_topics(self) -> list[Topic]:
        return [self._topics[slug] for slug in self.cleaned_data["topics"]]

    def clean_counties(self) -> list[County]:
        return [self._counties[code] for code in self.cleaned_data["counties"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == GroupKind.NETWORK_ROOM and "network" in cleaned and cleaned["network"] is None:
            self.add_error("network", _("Choose the network that the room belongs to."))
        if cleaned.get("hidden"):
            cleaned["join_policy"] = JoinPolicy.INVITATION
        if "facilitator" in cleaned and "kinds" in cleaned:
            cleaned["facilitator"] = self._affiliation(cleaned["facilitator"], dict.fromkeys(cleaned["kinds"], cleaned["elected_too"]))
        return cleaned

    def _affiliation(self, email: str, admitted: dict[str, bool]) -> Affiliation | None:
        """The affiliation that the person at this address can lead by; without one, the field says why."""
        member = Member.objects.filter(email__iexact=email).first()
        found = list(Affiliation.objects.current().filter(member=member).select_related("organisation", "member")) if member else []
        ties = [Tie(affiliation.organisation.kind, affiliation.capacity) for affiliation in found]
        if member is None:
            self.add_error("facilitator", _("No account has this address."))
        elif bar := bar_of_person(ties, admitted):
            self.add_error("facilitator", str(bar.label))
        else:
            return next(one for one, tie in zip(found, ties, strict=True) if bar_of_tie(tie, admitted) is None)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Found a group, with its page when it is not hidden."""
    if not permissions.can_found(request.user):
        raise PermissionDenied
    form = FoundGroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            practice_group = _found(request, dict(form.cleaned_data))
        except MembershipError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("The group “%(name)s” has been founded.") % {"name": practice_group.name})
            return redirect("wagtailadmin_home")
    return render(request, "hub_membership/admin/found.html", {"form": form})


def _found(request: HttpRequest, fields: dict[str, Any]) -> PracticeGroup:
    visibility = Visibility.HIDDEN if fields.pop("hidden") else Visibility.LISTED
    user: Any = request.user
    practice_group = found_group(actor=user, visibility=visibility, state=GroupState.FORMING, **fields)
    index_page = GroupIndexPage.objects.first()
    if practice_group.is_listed and index_page is not None:
        page = index_page.add_child(instance=PracticeGroupPage(title=practice_group.name, practice_group=practice_group))
        page.save_revision(user=user).publish(user=user)
    return practice_group


class FoundGroupItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return permissions.can_found(request.user)


def menu_item() -> MenuItem:
    return FoundGroupItem(
        gettext_lazy("New practice group"), reverse("hub_found_group"), name="hub-found-group", icon_name="group", order=290
    )
