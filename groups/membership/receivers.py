"""What this room does when something below it happens."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_unpublished

from mobility_hub.directory.models import Affiliation
from mobility_hub.directory.signals import affiliation_ended, affiliation_started


def connect() -> None:
    from groups.membership.models import PracticeGroupPage  # models are not loaded yet when this module is

    affiliation_ended.connect(recheck_member, dispatch_uid="hub_membership_affiliation_ended")
    affiliation_started.connect(recheck_member, dispatch_uid="hub_membership_affiliation_started")
    for signal in (page_published, page_unpublished, post_delete):
        signal.connect(index_doorplate, sender=PracticeGroupPage, dispatch_uid="hub_membership_doorplate")


def recheck_member(affiliation: Affiliation, **kwargs: Any) -> None:
    """An affiliation that ended may have carried memberships; one that started may be to a business."""
    from groups.membership.actions import sweep_ineligible  # models are not loaded yet when this module is

    sweep_ineligible(members=[affiliation.member_id])


def index_doorplate(instance: Any, **kwargs: Any) -> None:
    from mobility_hub.lookup.actions import index  # models are not loaded yet when this module is

    if instance.practice_group_id:
        index("practice_group", [instance.practice_group_id])
