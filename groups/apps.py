from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Holds what the rooms behind the door share: translations, templates, addresses."""

    name = "groups"
    label = "hub_groups"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: practice groups"
