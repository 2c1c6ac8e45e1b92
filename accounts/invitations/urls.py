from django.urls import path

from accounts.invitations import views

app_name = "invitations"
urlpatterns = [
    path("invitations/", views.invitations, name="list"),
    path("invitations/<int:invitation_id>/end/", views.end, name="end"),
    path("join/<str:token>/", views.join, name="join"),
]
