from django.urls import path

from forum.reports import decision_views, report_views, views

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
    path(
        "notes/<int:conversation_id>/<int:number>/report/",
        report_views.report_note,
        name="report_note",
    ),
    path("members/<str:handle>/report/", report_views.report_member, name="report_member"),
    path("reports/", views.report_list, name="list"),
    path("reports/<int:report_id>/", views.report, name="report"),
    path("reports/<int:report_id>/leave/", decision_views.leave, name="leave"),
    path("reports/<int:report_id>/hide/", decision_views.hide, name="hide"),
    path("reports/<int:report_id>/edit/", decision_views.edit, name="edit"),
    path("reports/<int:report_id>/move/", decision_views.move, name="move"),
    path("reports/<int:report_id>/warn/", decision_views.warn, name="warn"),
    path("reports/<int:report_id>/sanction/", decision_views.sanction, name="sanction"),
    path("reports/<int:report_id>/claim/", decision_views.claim, name="claim"),
    path("reports/<int:report_id>/release/", decision_views.release, name="release"),
    path("reports/<int:report_id>/hand-on/", decision_views.hand_on, name="hand_on"),
]
