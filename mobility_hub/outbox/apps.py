from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "mobility_hub.outbox"
    label = "hub_outbox"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: mail outbox"

    def ready(self) -> None:
        from mobility_hub.outbox import checks  # noqa: F401  # registers the system checks once the apps are loaded
