from django.urls import path

from forum.notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.notification_list, name="list"),
    path("notifications/count/", views.unread_count, name="unread_count"),
    path("notifications/read/", views.mark_all_read, name="mark_all_read"),
    path("notifications/read/undo/", views.undo_mark_all_read, name="undo"),
    path("notifications/<int:notification_id>/read/", views.mark_read, name="mark_read"),
    path("notifications/<int:notification_id>/", views.open_notification, name="open"),
    path("following/seen/", views.mark_seen, name="mark_seen"),
]
