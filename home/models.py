"""The reference site's own user model and pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class UserManager(BaseUserManager["User"]):
    """Accounts by e-mail address, kept in lower case so that one address is one account."""

    use_in_migrations = True

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Lower case throughout; forms that save an account pass here too."""
        return (email or "").strip().lower()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """An account: an e-mail address and no user name. Sign-in is by a code in the mail; a password is optional."""

    username = None  # type: ignore[assignment]  # AbstractUser has one; this site signs in by e-mail
    email = models.EmailField(_("e-mail address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[assignment, misc]  # replaces AbstractUser's manager, which wants user names

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session holds as long as password and address are what they were when it began."""
        return salted_hmac("home.models.User.session", f"{self.password}\n{self.email}", secret=secret, algorithm="sha256").hexdigest()


class InTwoLanguages(models.Model):
    """Heading and lead in English beside the Swedish ones, which are shown where English is missing."""

    lead = models.CharField(_("lead"), max_length=250, blank=True)
    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    lead_en = models.CharField(_("lead in English"), max_length=250, blank=True)

    class Meta:
        abstract = True

    @property
    def shown_title(self) -> str:
        return str((in_english() and self.title_en) or self.title)  # type: ignore[attr-defined]  # a page's

    @property
    def shown_lead(self) -> str:
        return (in_english() and self.lead_en) or self.lead


def in_english() -> bool:
    return (get_language() or "").startswith("en")


class StartPage(InTwoLanguages, Page):
    """The site's front door; what it shows is read from the hub."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    template = "home/start_page.html"
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("lead_en")], heading=_("In English")),
    ]

    class Meta:
        verbose_name = _("start page")

    def __str__(self) -> str:
        return str(self.title)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.start import start_context  # it reads every room's models, and accounts load before them

        return {**super().get_context(request, *args, **kwargs), **start_context(request)}


class StandardPage(InTwoLanguages, Page):
    """A page of text: about, personal data, accessibility."""

    body = RichTextField(_("text"), features=["h2", "h3", "bold", "italic", "ol", "ul", "link"])
    body_en = RichTextField(_("text in English"), features=["h2", "h3", "bold", "italic", "ol", "ul", "link"], blank=True)

    parent_page_types: ClassVar[list[str]] = ["home.StartPage", "home.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["home.StandardPage"]
    template = "home/standard_page.html"
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("lead_en"), FieldPanel("body_en")], heading=_("In English")),
    ]

    class Meta:
        verbose_name = _("text page")

    def __str__(self) -> str:
        return str(self.title)

    @property
    def shown_body(self) -> str:
        return str((in_english() and self.body_en) or self.body)

    @property
    def is_swedish(self) -> bool:
        """Whether the text is Swedish on an English page, for screen readers to say it so."""
        return in_english() and not self.body_en
