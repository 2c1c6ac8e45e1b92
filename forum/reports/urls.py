from django.urls import path

from forum.reports import report_views, views

app_name = "reports"
urlpatterns = [
    path(
        "topics/<int:topic_id>/posts/<int:number>/report/",
        report_views.report_post,
        name="report_post",
    ),
    path(
        "rooms/<int:room_id>/<int:number>/report/",
        report_views.report_message,
        name="report_message",
    ),
    path("reports/", views.report_list, name="list"),
    path("reports/<int:report_id>/", views.report, name="report"),
    path("reports/<int:report_id>/leave/", views.leave, name="leave"),
    path("reports/<int:report_id>/hide/", views.hide, name="hide"),
    path("reports/<int:report_id>/edit/", views.edit, name="edit"),
]
