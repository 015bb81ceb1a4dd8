from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Reference site"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed, email_changed
        from django.db.models.signals import post_save, pre_save

        from home import accounts

        authentication_step_completed.connect(accounts.know_address, dispatch_uid="home_know_address")
        email_changed.connect(accounts.keep_session, dispatch_uid="home_keep_session")
        pre_save.connect(accounts.remember_address, sender="home.User", dispatch_uid="home_remember_address")
        post_save.connect(accounts.compare_address, sender="home.User", dispatch_uid="home_compare_address")
