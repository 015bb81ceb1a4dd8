from django.urls import path

from groups.discussions import views

app_name = "hub_discussions"
urlpatterns = [
    path("", views.threads, name="threads"),
    path("ny/", views.new_thread, name="new"),
    path("las/", views.read_all, name="read_all"),
    path("<str:thread_id>/", views.thread_page, name="thread"),
    path("<str:thread_id>/svara/", views.write_reply, name="reply"),
    path("<str:thread_id>/svar/", views.mark, name="mark"),
    path("<str:thread_id>/olast/", views.first_unread, name="first_unread"),
    path("<str:thread_id>/las/", views.read_thread, name="read"),
    path("<str:thread_id>/inlagg/<str:post_id>/", views.post, name="post"),
]
