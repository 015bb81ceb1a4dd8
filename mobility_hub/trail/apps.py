from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "mobility_hub.trail"
    label = "hub_trail"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: audit trail"
