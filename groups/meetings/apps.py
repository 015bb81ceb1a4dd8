from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "groups.meetings"
    label = "hub_meetings"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: meetings"
