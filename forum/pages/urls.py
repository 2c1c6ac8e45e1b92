from django.urls import path
from django.views.generic import TemplateView

from forum.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("settings/page/", views.device, name="device"),
    path("members/", views.members, name="directory"),
    path("members/<str:handle>/", views.member, name="member"),
    path("about/", TemplateView.as_view(template_name="pages/about.html"), name="about"),
    path("rules/", TemplateView.as_view(template_name="pages/rules.html"), name="rules"),
    path("privacy/", TemplateView.as_view(template_name="pages/privacy.html"), name="privacy"),
    path("help/markdown/", TemplateView.as_view(template_name="pages/markdown.html"), name="markdown"),
    path("help/keyboard/", TemplateView.as_view(template_name="pages/keyboard.html"), name="keyboard"),
]
