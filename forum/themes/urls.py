from django.urls import path

from forum.themes import views

app_name = "themes"
urlpatterns = [
    path("themes/", views.theme_list, name="list"),
    path("start/", views.choose_theme, name="choose"),
]
