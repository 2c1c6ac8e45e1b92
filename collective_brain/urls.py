"""The URLs of the site; each package has a urls.py of its own."""

from django.contrib import admin
from django.urls import include, path

from accounts.views import set_language
from collective_brain.observability import health
from collective_brain.web import offline

urlpatterns = [
    path("healthz", health.liveness, name="healthz"),
    path("readyz", health.readiness, name="readyz"),
    path("sw.js", offline.service_worker, name="worker"),
    path("offline/", offline.offline_page, name="offline"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("favicon.ico", offline.favicon, name="favicon"),
    path("language/", set_language, name="set_language"),
    path("", include("collective_brain.observability.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("accounts.consents.urls")),
    path("", include("accounts.seeing_as.urls")),
    path("accounts/", include("accounts.invitations.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
    path("", include("forum.administration.urls")),
    path("", include("forum.insight.urls")),
    path("", include("forum.pages.urls")),
    path("", include("forum.sharing.urls")),
    path("", include("forum.composing.urls")),
    path("", include("forum.profile_pictures.urls")),  # before "uploads/<key>/"
    path("", include("forum.uploads.urls")),
    path("", include("forum.themes.urls")),
    path("", include("forum.chat.urls")),
    path("", include("forum.drafts.urls")),
    path("", include("forum.following.urls")),
    path("", include("forum.search.urls")),
    path("", include("forum.groups.urls")),
    path("", include("forum.facilitation.urls")),
    path("", include("forum.revisions.urls")),
    path("", include("forum.screening.urls")),
    path("", include("forum.reports.urls")),
    path("", include("forum.trust.urls")),
    path("", include("forum.blocking.urls")),
    path("", include("forum.reactions.urls")),
    path("", include("forum.bookmarks.urls")),
    path("", include("forum.exports.urls")),
    path("", include("forum.announcements.urls")),
    path("", include("forum.enquiries.urls")),
    path("", include("forum.private_notes.urls")),
    path("", include("forum.moderation.urls")),
    path("", include("forum.topics.urls")),  # after these others, because a slug matches any word
    path("", include("forum.notifications.urls")),
    path("", include("forum.mail.incoming.urls")),
    path("", include("forum.mail.joining.urls")),
    path("", include("forum.mail.urls")),
    path("", include("forum.push.urls")),
    path("", include("forum.live.urls")),
]

handler400 = "collective_brain.web.error_pages.bad_request"
handler403 = "collective_brain.web.error_pages.permission_denied"
handler404 = "collective_brain.web.error_pages.page_not_found"
handler500 = "collective_brain.web.error_pages.server_error"
handler429 = (
    "collective_brain.web.error_pages.too_many_requests"  # allauth's own limits look for it here
)
