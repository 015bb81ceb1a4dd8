"""What members fill in to write in the group."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.discussions.actions import TITLE_LENGTH
from groups.discussions.enums import ThreadKind
from groups.membership.fields import LineField, WrittenField
from mobility_hub import conf
from mobility_hub.directory.models import Topic

_TOKEN = re.compile(r"[0-9a-f-]{36}")
PROCUREMENT = "upphandling"


def new_submission() -> str:
    """A token for one filled-in form: sent twice, it makes one post."""
    return str(uuid.uuid4())


def reminder(topics: Any) -> str:
    """What stands by every text field, with one more sentence where the topic is procurement or a part of it."""
    words = _("Seen by the group's members only. Can be an official document.")
    if any(PROCUREMENT in (topic.slug, topic.parent.slug if topic.parent else "") for topic in topics):
        words += " " + _("Write nothing about bids in an ongoing procurement.")
    return words


class PostForm(forms.Form):
    """What every form that makes a post has."""

    use_required_attribute = False

    text = WrittenField(
        label=gettext_lazy("Text"), longest=0, rows=6, error_messages={"required": gettext_lazy("Write something before you send it.")}
    )
    submission = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.longest = conf.POST_MAX_CHARACTERS.value  # type: ignore[attr-defined]  # a WrittenField
        text.help_text = help_text
        self.fields["submission"].initial = new_submission

    def clean_submission(self) -> str:
        given = self.cleaned_data["submission"]
        return given if _TOKEN.fullmatch(given) else new_submission()


class ReplyForm(PostForm):
    """``parent``: the public id of the post that is answered; empty: the thread as a whole."""

    parent = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("parent", "text", "submission")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your reply")


class ThreadForm(PostForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[
            (ThreadKind.QUESTION, gettext_lazy("A question, whose answer can be marked")),
            (ThreadKind.DISCUSSION, gettext_lazy("A discussion")),
        ],
        widget=forms.RadioSelect,
    )
    title = LineField(
        label=gettext_lazy("Heading"),
        help_text=gettext_lazy("Write it as a question if you can."),
        longest=TITLE_LENGTH,
        error_messages={"required": gettext_lazy("Write a heading.")},
    )
    topics = forms.MultipleChoiceField(label=gettext_lazy("Topics"), widget=forms.CheckboxSelectMultiple, required=False)

    field_order = ("kind", "title", "text", "topics", "submission")

    def __init__(self, *args: Any, topics: list[Topic], **kwargs: Any) -> None:
        super().__init__(*args, help_text=reminder(topics), **kwargs)
        self._topics = topics
        self.fields["topics"].choices = [(topic.slug, topic.name) for topic in topics]  # type: ignore[attr-defined]  # a choice field
        if not topics:
            del self.fields["topics"]

    def clean_topics(self) -> list[Topic]:
        return [topic for topic in self._topics if topic.slug in self.cleaned_data["topics"]]
