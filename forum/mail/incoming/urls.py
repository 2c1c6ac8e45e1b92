from django.conf import settings
from django.urls import path

from forum.mail.incoming import provider_mails, views

app_name = "incoming_mail"
urlpatterns = [
    path("mail/received/", views.received_mails, name="list"),
    path("mail/received/new-topics/", views.make_address, name="make_address"),
    path("mail/received/end-addresses/", views.end_addresses, name="end_addresses"),
    path("mail/received/<int:received_id>/", views.show_mail, name="mail"),
    path("mail/received/<int:received_id>/original/", views.show_original, name="original"),
]
if settings.INCOMING_MAIL_DOMAIN and provider_mails.is_offered():
    # Mailgun sends the whole mail only to an address that ends in "mime".
    urlpatterns.append(path("mail/provider/mime", provider_mails.webhook(), name="provider"))
