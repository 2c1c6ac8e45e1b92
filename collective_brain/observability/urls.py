"""URLs of the page that tells administrators how the site is doing."""

from django.urls import path

from collective_brain.observability import site_page

app_name = "observability"
urlpatterns = [
    path("administration/site/", site_page.show, name="site"),
    path("administration/events/try-again/", site_page.try_events_again, name="try_events_again"),
]
