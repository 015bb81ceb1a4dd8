from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "mobility_hub.overview"
    label = "hub_overview"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: overview"

    def ready(self) -> None:
        from mobility_hub.overview import receivers  # reads models, which are not loaded when this module is

        receivers.connect()
