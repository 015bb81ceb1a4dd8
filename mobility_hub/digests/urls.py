from django.urls import path

from mobility_hub.digests import views

app_name = "hub_digests"
urlpatterns = [path("avsluta/<str:token>/", views.unsubscribe, name="unsubscribe")]
