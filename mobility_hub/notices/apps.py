from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "mobility_hub.notices"
    label = "hub_notices"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: notices"
