from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "mobility_hub.networks"
    label = "hub_networks"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: networks"

    def ready(self) -> None:
        from mobility_hub.networks import receivers  # reads models, which are not loaded when this module is

        receivers.connect()
