from django.urls import path

from forum.private_notes import note_views, views

app_name = "private_notes"
_note = "notes/<int:conversation_id>/<int:number>"
urlpatterns = [
    path("notes/", views.conversation_list, name="list"),
    path("notes/new/", views.start, name="start"),
    path("notes/<int:conversation_id>/", views.conversation, name="conversation"),
    path("notes/<int:conversation_id>/send/", views.send, name="send"),
    path("notes/<int:conversation_id>/people/", views.people, name="people"),
    path("notes/<int:conversation_id>/leave/", views.leave, name="leave"),
    path("notes/<int:conversation_id>/mute/", views.mute, name="mute"),
    path(_note, views.redirect_to_note, name="note_at"),
    path(f"{_note}/", note_views.note, name="note"),
    path(f"{_note}/edit/", note_views.edit, name="edit"),
    path(f"{_note}/delete/", note_views.delete, name="delete"),
    path(f"{_note}/restore/", note_views.restore, name="restore"),
]
