from django.urls import path

from groups.membership import views
from mobility_hub import paths

app_name = "hub_membership"
urlpatterns = [
    path("", views.my_groups, name="my_groups"),
    path(f"{paths.JOIN}/<str:group_id>/", views.join, name="join"),
    path("<str:group_id>/", views.inside, name="group"),
    path(f"<str:group_id>/{paths.ABOUT}/", views.describe, name="describe"),
    path(f"<str:group_id>/{paths.LEAVE}/", views.leave, name="leave"),
    path(f"<str:group_id>/{paths.MEMBERS}/", views.members, name="members"),
    path(f"<str:group_id>/{paths.MEMBERS}/<str:member_id>/", views.change_member, name="change_member"),
]
