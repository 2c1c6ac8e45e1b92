from django.urls import path

from forum.exports import views

app_name = "exports"
urlpatterns = [
    path("settings/export/", views.request_copy, name="export"),
    path("settings/export/<str:token>/", views.download, name="download"),
]
