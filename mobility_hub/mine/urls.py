from django.urls import path

from mobility_hub import paths
from mobility_hub.mine import views

app_name = "hub_mine"
urlpatterns = [
    path("", views.mine, name="mine"),
    path(f"{paths.ABOUT_ME}/", views.profile, name="profile"),
]
