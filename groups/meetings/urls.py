from django.urls import path

from groups.meetings import views

app_name = "hub_meetings"
urlpatterns = [
    path("", views.MeetingListView.as_view(), name="meetings"),
    path("nytt/", views.PlanView.as_view(), name="plan"),
    path("<str:meeting_id>/", views.MeetingView.as_view(), name="meeting"),
    path("<str:meeting_id>/andra/", views.ChangeView.as_view(), name="change"),
    path("<str:meeting_id>/stall-in/", views.CancelView.as_view(), name="cancel"),
    path("<str:meeting_id>/svar/", views.AnswerView.as_view(), name="answer"),
    path("<str:meeting_id>/punkter/ny/", views.ItemAddView.as_view(), name="item_add"),
    path("<str:meeting_id>/punkter/<str:item_id>/", views.ItemChangeView.as_view(), name="item_change"),
    path("<str:meeting_id>/punkter/<str:item_id>/flytta/", views.ItemMoveView.as_view(), name="item_move"),
    path("<str:meeting_id>/punkter/<str:item_id>/ta-bort/", views.ItemRemoveView.as_view(), name="item_remove"),
]
