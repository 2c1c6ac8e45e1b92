from django.urls import path

from forum.moderation import record_views, transparency_views, views

app_name = "moderation"
urlpatterns = [
    path("record/", record_views.show, name="record"),
    path("decisions/", views.decision_list, name="decisions"),
    path("decisions/<str:key>/", views.decision, name="decision"),
    path("appeals/", views.appeal_list, name="appeals"),
    path("appeals/<int:appeal_id>/", views.appeal, name="appeal"),
    path("appeals/<int:appeal_id>/decide/", views.decide, name="decide"),
    path("transparency/", transparency_views.show, name="transparency"),
    path("transparency.csv", transparency_views.as_csv, name="transparency_csv"),
]
