from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "mobility_hub.digests"
    label = "hub_digests"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: digests"
