from django.apps import AppConfig


class HostingConfig(AppConfig):
    name = "groups.hosting"
    label = "hub_hosting"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: hosting"
