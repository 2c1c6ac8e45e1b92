from django.conf import settings
from django.urls import path
from django.views.generic import TemplateView

from accounts.consents import versions
from collective_brain import retention
from forum.following.level_sentences import level_choices
from forum.pages import design, views
from forum.pages.first_steps import first_steps
from forum.pages.home import home
from forum.pages.recently_deleted import recently_deleted
from forum.trust.help_values import trust_values

app_name = "pages"
HELP_PAGES = (
    *("writing", "markdown", "following", "chat", "groups"),
    *("trust", "offline", "keyboard", "screen_reader", "moderating"),
    "numbers",
)
urlpatterns = [
    path("", home, name="home"),
    path("first-steps/", first_steps, name="first_steps"),
    path("settings/deleted/", recently_deleted, name="recently_deleted"),
    path("settings/page/", views.display_preferences, name="display_preferences"),
    path("members/", views.member_directory, name="directory"),
    path("members/<str:handle>/", views.member_profile, name="member"),
    path("design/", design.show_components, name="design"),
    path("contact/", views.contact, name="contact"),
    path("about/", TemplateView.as_view(template_name="pages/about.html"), name="about"),
    path(
        "rules/",
        TemplateView.as_view(
            template_name="pages/rules.html", extra_context={"newest": versions.newest}
        ),
        name="rules",
    ),
    path(
        "rules/versions/",
        TemplateView.as_view(
            template_name="pages/versions.html", extra_context={"versions": versions.latest_first}
        ),
        name="versions",
    ),
    path(
        "privacy/",
        TemplateView.as_view(
            template_name="pages/privacy.html",
            extra_context={"kept_rows": retention.rows_for_members, "newest": versions.newest},
        ),
        name="privacy",
    ),
    path("help/", TemplateView.as_view(template_name="help/index.html"), name="help"),
    *(
        path(
            f"help/{name.replace('_', '-')}/",
            TemplateView.as_view(
                template_name=f"help/{name}.html",
                extra_context={
                    "levels": level_choices,  # the template calls it
                    "appeal_days": settings.APPEAL_DAYS,
                    "trust": trust_values,
                },
            ),
            name=name,
        )
        for name in HELP_PAGES
    ),
]
