"""URLs of a member's own account. allauth serves sign-in and sign-up."""

from django.urls import path

from accounts import security_views, sign_up_views, views
from accounts.administration import views as administration_views

app_name = "members"
urlpatterns = [
    path("welcome/", sign_up_views.finish_sign_up, name="welcome"),
    path("username/", sign_up_views.proposed_username, name="proposed_username"),
    path("send-link-again/", sign_up_views.send_link_again, name="send_link_again"),
    path("profile/", views.profile_settings, name="settings"),
    path("token/", views.csrf_token, name="token"),
    path("close/", views.close_account, name="close"),
    path("closed/<str:token>/", views.empty_texts, name="empty_texts"),
    path("2fa/totp/picture.svg", security_views.totp_qr_code, name="totp_qr_code"),
    path("of/<str:handle>/", administration_views.correct_profile, name="correct"),
    path("of/<str:handle>/close/", administration_views.close_for_reason, name="close_for_reason"),
    path("sessions/", security_views.session_list, name="sessions"),
    path("sessions/end/", security_views.end_other_sessions, name="end_other_sessions"),
    path("sessions/<int:session_id>/end/", security_views.end_session, name="end_session"),
]
