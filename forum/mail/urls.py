from django.urls import path

from forum.mail import link_views, views
from forum.mail.delivery import provider_events

app_name = "mail"
urlpatterns = [
    path("mail/", views.mail_settings, name="settings"),
    path("mail/places/", views.place_settings, name="places"),
    path("mail/sample/", views.send_sample, name="sample"),
    path("mail/start/", views.start_again, name="start"),
    path("mail/stop/<str:token>/", link_views.stop, name="stop"),
    path("mail/mute/<str:token>/", link_views.mute, name="mute"),
]
if provider_events.is_offered():
    urlpatterns.append(path("mail/provider/", provider_events.webhook(), name="provider"))
