from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "mobility_hub.cases"
    label = "hub_cases"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: case studies"

    def ready(self) -> None:
        from mobility_hub.cases import receivers  # reads models, which are not loaded when this module is

        receivers.connect()
