"""Threads and nested posts of a practice group.

A post's ``position`` is its arrival number in the thread, drawn from the thread's own counter; its ``path`` is the parent's path with the
position in fixed-width hexadecimal, so that sorting by path is reading order at any depth.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.discussions.enums import ThreadKind
from groups.discussions.nesting import MAX_DEPTH, PATH_STEP, Place
from groups.membership.models import Membership, PracticeGroup, in_groups_of
from mobility_hub.directory.models import Member, Organisation, Topic
from mobility_hub.ids import new_public_id


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> ThreadQuerySet:
        return self.filter(in_groups_of(user))

    def within(self, membership: Membership) -> ThreadQuerySet:
        """The threads of the group that ``membership`` opens: the reader's own, fetched through the door (``access``) in this request.

        What ``visible_to`` gives for that one group, without asking once more who is in it.
        """
        return self.filter(practice_group=membership.practice_group_id)


class Thread(models.Model):
    """A discussion or a question. ``last_position`` counts the posts that arrived; it only ever grows."""

    public_id = models.CharField(max_length=16, unique=True, editable=False, default=new_public_id)
    practice_group = models.ForeignKey(PracticeGroup, on_delete=models.PROTECT, related_name="threads")
    kind = models.CharField(_("kind"), max_length=12, choices=ThreadKind, default=ThreadKind.DISCUSSION)
    title = models.CharField(_("title"), max_length=160)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="+")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="threads")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    last_position = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-last_post_at", "-pk"]
        indexes = [models.Index(fields=["practice_group", "-last_post_at", "-id"], name="hub_thread_group_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_question(self) -> bool:
        return self.kind == ThreadKind.QUESTION

    @property
    def is_open_question(self) -> bool:
        return self.is_question and self.answered_at is None

    @property
    def replies(self) -> int:
        """How many posts have come after the first."""
        return max(self.last_position - 1, 0)


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> PostQuerySet:
        return self.filter(in_groups_of(user, "thread__practice_group"))


class Post(models.Model):
    """One text in a thread. Author, title and organisation are kept as they were when it was written."""

    public_id = models.CharField(max_length=16, unique=True, editable=False, default=new_public_id)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    position = models.PositiveIntegerField()
    path = models.CharField(max_length=MAX_DEPTH * PATH_STEP)
    depth = models.PositiveSmallIntegerField(default=1)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author_title = models.CharField(max_length=120, blank=True)
    text = models.TextField(_("text"))
    html = models.TextField(editable=False)
    written_at = models.DateTimeField(default=timezone.now)
    answer_since = models.DateTimeField(null=True, blank=True)
    answer_marked_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    submission = models.CharField(max_length=36, null=True, blank=True)

    objects = PostQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["thread", "path"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "position"], name="hub_post_position_once"),
            models.UniqueConstraint(fields=["thread", "path"], name="hub_post_path_once"),
            models.UniqueConstraint(fields=["author", "submission"], name="hub_post_submitted_once"),
            models.CheckConstraint(name="hub_post_depth_in_bounds", condition=Q(depth__gte=1, depth__lte=MAX_DEPTH)),
        ]
        indexes = [models.Index(fields=["written_at"], name="hub_post_written")]

    def __str__(self) -> str:
        return f"{self.thread_id}/{self.position}"

    @property
    def place(self) -> Place:
        return Place(self.path, self.depth)

    @property
    def is_first(self) -> bool:
        return self.position == 1


class ReadMarkQuerySet(models.QuerySet["ReadMark"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> ReadMarkQuerySet:
        """A member's own, and nobody else's: who has read what is not shown."""
        return self.filter(in_groups_of(user, "thread__practice_group"), member__user_id=user.pk)


class ReadMark(models.Model):
    """What one member has read of one thread, as ranges of positions: [[1, 40], [43, 43]]. One row per member and thread."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="read_marks")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="read_marks")
    ranges = models.JSONField(default=list)
    read_count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    objects = ReadMarkQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "thread"], name="hub_read_mark_once")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.thread_id}"
