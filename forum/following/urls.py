from django.urls import path

from forum.following import views

app_name = "following"
urlpatterns = [
    path("following/", views.following_list, name="list"),
    path("following/read/", views.mark_all, name="mark_all"),
    path("themes/<slug:slug>/read/", views.mark_theme, name="mark_theme"),
    path("topics/<int:topic_id>/posts/<int:number>/unread/", views.unread_post, name="unread_post"),
    path("rooms/<int:room_id>/<int:number>/unread/", views.unread_message, name="unread_message"),
    path("topics/<int:topic_id>/follow/", views.topic, name="topic"),
    path("themes/<slug:slug>/follow/", views.theme, name="theme"),
]
