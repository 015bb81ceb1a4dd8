from django.urls import path

from mobility_hub.lookup import views

app_name = "hub_lookup"
urlpatterns = [path("", views.search_page, name="search")]
