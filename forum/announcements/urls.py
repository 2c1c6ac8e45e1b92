from django.urls import path

from forum.announcements import views

app_name = "announcements"
urlpatterns = [path("announcements/dismiss/", views.dismiss, name="dismiss")]
