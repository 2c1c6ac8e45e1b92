"""Addresses of one's own account; sign-in and sign-up are allauth's."""

from django.urls import path

from accounts import security_views, views

app_name = "members"
urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("profile/", views.settings, name="settings"),
    path("token/", views.token, name="token"),
    path("close/", views.close, name="close"),
    path("2fa/totp/picture.svg", security_views.picture, name="picture"),
    path("sessions/", security_views.sessions, name="sessions"),
    path("sessions/end/", security_views.end_others, name="end_others"),
    path("sessions/<int:session_id>/end/", security_views.end_session, name="end_session"),
]
