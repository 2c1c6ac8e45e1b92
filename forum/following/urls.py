from django.urls import path

from forum.following import views

app_name = "following"
urlpatterns = [
    path("following/", views.following_list, name="list"),
    path("following/read/", views.mark_all, name="mark_all"),
    path("topics/<int:topic_id>/follow/", views.topic, name="topic"),
    path("themes/<slug:slug>/follow/", views.theme, name="theme"),
]
