from django.urls import path

from accounts.consents import views

app_name = "consents"
urlpatterns = [path("privacy/", views.own_privacy, name="own")]
