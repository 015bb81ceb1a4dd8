"""The search table: one row for each findable thing; its words, as the analyser made them, stand in a row beside it.

They are apart because a search looks at thousands of entries and at the words of none: the full-text index answers for those.
"""

from __future__ import annotations

from django.db import connections, models
from django.db.models import Q

from mobility_hub.lookup import backend
from mobility_hub.lookup.questions import Query
from mobility_hub.lookup.registry import User, search_kinds


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def visible_to(self, user: User) -> SearchEntryQuerySet:
        """The entries ``user`` may know of: public ones, and those of the scopes each kind lets them see. The one door to this table.

        A row whose kind no room registers, or whose scope is not of its kind's sort, is nobody's.
        """
        kinds = search_kinds().values()
        seen = Q(kind__in=[kind.name for kind in kinds if not kind.scope_kind], scope_kind="")
        if user.is_authenticated:
            for kind in kinds:
                if kind.scope_kind:
                    seen |= Q(kind=kind.name, scope_kind=kind.scope_kind, scope_id__in=kind.visible_scope_ids(user))
        return self.filter(seen)

    def answering(self, query: Query, *, every: bool = True) -> SearchEntryQuerySet:
        """The entries that have every term of the question, or any of them."""
        if not query.terms:
            return self.none()
        return self.filter(backend.condition(query, every=every, vendor=connections[self.db].vendor))

    def best_first(self, query: Query, *, every: bool = True) -> SearchEntryQuerySet:
        """Title before topics before summary before body (``backend.points``), then the newest, then the youngest row.

        For entries that ``answering`` found with the same arguments.
        """
        points = backend.points(query, every=every, vendor=connections[self.db].vendor)
        return self.annotate(points=points).order_by("-points", "-updated_at", "-pk")


class SearchEntry(models.Model):
    """One findable thing; ``title`` and ``summary`` are shown with a hit.

    ``scope_kind`` empty: public. Else the pair (``scope_kind``, ``scope_id``) says whose it is, such as ("practice_group", 12).
    """

    kind = models.SlugField(max_length=40, db_index=False)
    object_id = models.PositiveBigIntegerField()
    scope_kind = models.CharField(max_length=40, blank=True, default="")
    scope_id = models.PositiveBigIntegerField(null=True, blank=True)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True, default="")
    county_code = models.CharField(max_length=2, blank=True, default="")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=8, default="sv")
    updated_at = models.DateTimeField()

    objects = SearchEntryQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [
            # In this order SQLite cannot take the few kinds for a short way in, and begins with the words instead.
            models.UniqueConstraint(fields=["object_id", "kind"], name="hub_search_entry_once"),
            models.CheckConstraint(
                name="hub_search_scope_whole",
                condition=Q(scope_kind="", scope_id__isnull=True) | (~Q(scope_kind="") & Q(scope_id__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SearchWords(models.Model):
    """What is searched of an entry. ``backend.py`` keeps a full-text index in step with these rows.

    ``title`` holds the title's words, ``topics`` those of the topics and the parts of the title's compounds, ``lead`` the summary's and
    the parent topics', ``body`` the rest. Each is a list of tokens parted by spaces.
    """

    entry = models.OneToOneField(SearchEntry, primary_key=True, on_delete=models.CASCADE, related_name="words")
    title = models.TextField(blank=True, default="")
    topics = models.TextField(blank=True, default="")
    lead = models.TextField(blank=True, default="")
    body = models.TextField(blank=True, default="")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "search words"

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.title}"


class SearchEntryTopic(models.Model):
    """A topic of an entry, by its slug. An entry on a sub-topic has a row for the topic above it too."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="topics")
    slug = models.SlugField(max_length=60, db_index=False)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "slug"], name="hub_search_topic_once")]
        indexes = [models.Index(fields=["slug", "entry"], name="hub_search_topic")]

    def __str__(self) -> str:
        return self.slug
