from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Reference site"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed

        from home.accounts import know_address

        authentication_step_completed.connect(know_address, dispatch_uid="home_know_address")
