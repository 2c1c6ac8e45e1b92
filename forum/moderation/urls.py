from django.urls import path

from forum.moderation import record_views

app_name = "moderation"
urlpatterns = [
    path("record/", record_views.show, name="record"),
]
