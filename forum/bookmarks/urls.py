from django.urls import path

from forum.bookmarks import views

app_name = "bookmarks"
urlpatterns = [
    path("bookmarks/", views.bookmark_list, name="list"),
    path("bookmarks/<int:bookmark_id>/remove/", views.remove, name="remove"),
    path("topics/<int:topic_id>/posts/<int:number>/bookmark/", views.bookmark_post, name="post"),
    path("rooms/<int:room_id>/<int:number>/bookmark/", views.bookmark_message, name="message"),
]
