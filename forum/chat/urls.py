from django.urls import path

from forum.chat import message_views, views

app_name = "chat"
urlpatterns = [
    path("themes/<slug:slug>/room/", views.theme_room, name="theme_room"),
    path("topics/<int:topic_id>/room/", views.topic_room, name="topic_room"),
    path("rooms/<int:room_id>/", views.show_room, name="room"),
    path("rooms/<int:room_id>/here/", views.show_present_members, name="here"),
    path("rooms/<int:room_id>/say/", views.say, name="say"),
    path("rooms/<int:room_id>/<int:number>", views.redirect_to_message, name="message_at"),
    path("rooms/<int:room_id>/<int:number>/", message_views.message, name="message"),
    path("rooms/<int:room_id>/<int:number>/edit/", message_views.edit, name="edit"),
    path("rooms/<int:room_id>/<int:number>/delete/", message_views.delete, name="delete"),
    path("rooms/<int:room_id>/<int:number>/restore/", message_views.restore, name="restore"),
    path("rooms/<int:room_id>/<int:number>/hide/", message_views.hide, name="hide"),
    path("rooms/<int:room_id>/<int:number>/unhide/", message_views.unhide, name="unhide"),
]
