"""For the test suite: SQLite unless DATABASE_URL names PostgreSQL; mail stays in memory unless a test starts a server."""

import tempfile
from pathlib import Path

from settings import environment
from settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "test-only-secret-that-production-refuses-to-start-with-too"  # noqa: S105  # production refuses it
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
WAGTAILADMIN_BASE_URL = "http://testserver"
_folder = Path(tempfile.gettempdir()) / "mobility-hub-tests"
DATABASES = {"default": environment.database("DATABASE_URL", default=f"sqlite:///{_folder / 'db.sqlite3'}")}
MEDIA_ROOT = _folder / "media"
STATIC_ROOT = _folder / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is missing, and a warning is an error here
MOBILITY_HUB_MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "Samverkan om mobilitet <svara-inte@samverkan.example>"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
