"""The search itself stands at /sok/ (``mobility_hub.urls``); the address a new Wagtail site gives it leads there."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [path("search/", views.ToSearch.as_view(), name="search")]
