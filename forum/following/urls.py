from django.urls import path

from forum.following import views

app_name = "following"
urlpatterns = [
    path("following/", views.following_list, name="list"),
    path("following/choices/", views.choices, name="choices"),
    path("following/read/undo/", views.undo_mark_read, name="undo"),
    path("following/read/", views.mark_all_read, name="mark_all_read"),
    path("themes/<slug:slug>/read/", views.mark_theme_read, name="mark_theme_read"),
    path(
        "topics/<int:topic_id>/posts/<int:number>/unread/",
        views.mark_post_unread,
        name="mark_post_unread",
    ),
    path(
        "rooms/<int:room_id>/<int:number>/unread/",
        views.mark_message_unread,
        name="mark_message_unread",
    ),
    path("topics/<int:topic_id>/follow/", views.follow_topic, name="follow_topic"),
    path("themes/<slug:slug>/follow/", views.follow_theme, name="follow_theme"),
]
