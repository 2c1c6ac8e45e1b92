from django.urls import path

from forum.mail.joining import views

app_name = "joining"
urlpatterns = [path("mail/invitations/<int:invitation_id>/", views.invite, name="invite")]
