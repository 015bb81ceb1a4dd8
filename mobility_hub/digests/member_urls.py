from django.urls import path

from mobility_hub.digests import views

app_name = "hub_digest_settings"
urlpatterns = [path("", views.mail_settings, name="mail")]
