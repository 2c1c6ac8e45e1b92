from django.urls import path

from forum.push import views

app_name = "push"
urlpatterns = [
    path("settings/devices/", views.push_settings, name="settings"),
    path("settings/devices/on/", views.turn_on, name="turn_on"),
    path("settings/devices/off/", views.turn_off, name="turn_off"),
    path("settings/devices/off/all/", views.turn_off_everywhere, name="turn_off_everywhere"),
]
