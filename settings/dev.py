"""The embedded default: SQLite, a broker in a folder, no servers. What ``make demo`` runs."""

from home.demo.note import NOTE
from settings import environment
from settings.base import *  # noqa: F403
from settings.base import VAR_DIR

# The demo switches it off, so that the site's own pages are seen where something is missing or fails.
DEBUG = environment.flag("DEBUG", default=True)
HOME_IN_DEVELOPMENT = True
SECRET_KEY = "development-only-secret-that-production-refuses-to-start-with"  # noqa: S105  # production refuses it
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
WAGTAILADMIN_BASE_URL = environment.address("BASE_URL", default="http://127.0.0.1:8000")
MOBILITY_HUB_FOOTER_NOTE = NOTE
# Nothing here takes a minute to save, and whoever tries the site wants to see their own post in the summary.
MOBILITY_HUB_DIGEST_LAG_SECONDS = 5

DATABASES = {"default": environment.database("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}

_mail = environment.mail("EMAIL_URL", default="smtp://127.0.0.1:8025")
MOBILITY_HUB_MAIL_TRANSPORT = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
DEFAULT_FROM_EMAIL = "Samverkan om mobilitet <svara-inte@samverkan.example>"

# The development mailbox page reads what the local mail server (aiosmtpd) put here.
HOME_MAILBOX = VAR_DIR / "mail"

CELERY_BROKER_URL = environment.broker("REDIS_URL", default="filesystem://localhost//")
if CELERY_BROKER_URL.startswith("filesystem:"):
    _folder = VAR_DIR / "broker"
    for _name in ("queue", "control"):
        (_folder / _name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_folder / "queue"),
        "data_folder_out": str(_folder / "queue"),
        "control_folder": str(_folder / "control"),
    }

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files come from where they are written, whether DEBUG is on or not: nothing is collected here.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
INTERNAL_IPS = ["127.0.0.1"]
