from django.apps import AppConfig


class MineConfig(AppConfig):
    name = "mobility_hub.mine"
    label = "hub_mine"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: my page"
