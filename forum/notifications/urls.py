from django.urls import path

from forum.notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.notification_list, name="list"),
    path("notifications/count/", views.count, name="count"),
    path("notifications/read/", views.mark_all, name="mark_all"),
    path("notifications/<int:notification_id>/", views.open_one, name="open"),
    path("following/seen/", views.seen, name="seen"),
]
