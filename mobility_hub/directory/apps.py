from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DirectoryConfig(AppConfig):
    name = "mobility_hub.directory"
    label = "hub_directory"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: directory"

    def ready(self) -> None:
        from mobility_hub.directory import receivers

        post_migrate.connect(receivers.ensure_counties, sender=self)
