"""URLs of the administrators' start page."""

from django.urls import path

from collective_brain.observability import start_page

app_name = "administration"
urlpatterns = [
    path("administration/", start_page.show, name="start"),
    path("administration/events/try-again/", start_page.try_events_again, name="try_events_again"),
]
