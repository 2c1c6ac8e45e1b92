"""Addresses of one's own account; sign-in and sign-up are allauth's."""

from django.urls import path

from accounts import views

app_name = "members"
urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("profile/", views.settings, name="settings"),
    path("token/", views.token, name="token"),
    path("close/", views.close, name="close"),
]
