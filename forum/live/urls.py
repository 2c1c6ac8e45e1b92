from django.urls import path

from forum.live import views

app_name = "live"
urlpatterns = [path("live/<str:stream>/", views.catch_up, name="catch_up")]
