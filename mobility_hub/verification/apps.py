from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "mobility_hub.verification"
    label = "hub_verification"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: who works where"

    def ready(self) -> None:
        from mobility_hub.verification import receivers

        receivers.connect()
