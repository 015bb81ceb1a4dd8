from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "groups.membership"
    label = "hub_membership"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: practice groups"

    def ready(self) -> None:
        from groups.membership import receivers

        receivers.connect()
