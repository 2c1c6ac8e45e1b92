"""Every address of the site; each slice holds its own."""

from django.contrib import admin
from django.urls import include, path

from collective_brain import health

urlpatterns = [
    path("healthz", health.process, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]

handler403 = "collective_brain.errors.forbidden"
handler404 = "collective_brain.errors.not_found"
handler500 = "collective_brain.errors.broken"
