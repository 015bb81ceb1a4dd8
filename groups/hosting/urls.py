from django.urls import path

from groups.hosting import views

app_name = "hub_hosting"
urlpatterns = [
    path("", views.hosting, name="hosting"),
    path("<str:meeting_id>/", views.host, name="host"),
    path("<str:meeting_id>/svar/", views.answer, name="answer"),
    path("<str:meeting_id>/valj/", views.choose, name="choose"),
]
