from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "mobility_hub"
    label = "hub"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub"

    def ready(self) -> None:
        from mobility_hub import checks  # noqa: F401  # registers the system checks once the apps are loaded
