from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "groups.discussions"
    label = "hub_discussions"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: discussions"

    def ready(self) -> None:
        from groups.discussions import receivers

        receivers.connect()
