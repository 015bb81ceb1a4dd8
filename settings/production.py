"""For a server: everything comes from the environment, and the start stops on what is missing or unsafe."""

from django.core.exceptions import ImproperlyConfigured

from settings import environment
from settings.base import *  # noqa: F403

if environment.flag("DEBUG", default=False):
    raise ImproperlyConfigured("The environment variable DEBUG must not be set in production. Example: DEBUG=0")
DEBUG = False
SECRET_KEY = environment.secret("SECRET_KEY", refused="development-only-secret-that-production-refuses-to-start-with")
ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS", example="mobilitet.example.se")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("The environment variable ALLOWED_HOSTS must name hosts. Example: ALLOWED_HOSTS=mobilitet.example.se")
WAGTAILADMIN_BASE_URL = environment.address("BASE_URL")
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]

DATABASES = {"default": environment.database("DATABASE_URL")}

_mail = environment.mail("EMAIL_URL")
MOBILITY_HUB_MAIL_TRANSPORT = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail.get("EMAIL_HOST", ""), _mail.get("EMAIL_PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_USER") or "", _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = bool(_mail.get("EMAIL_USE_TLS")), bool(_mail.get("EMAIL_USE_SSL"))
EMAIL_FILE_PATH = _mail.get("EMAIL_FILE_PATH")
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", example="Samverkan om mobilitet <svara-inte@mobilitet.example.se>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

CELERY_BROKER_URL = environment.broker("REDIS_URL")
# A silent Redis must not hang the worker, and a lost message must come back soon; 600 s is above the longest task.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "health_check_interval": 25,
}
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31536000

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = environment.flag("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
