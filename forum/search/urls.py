from django.urls import path

from forum.search import views

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest_in_search_box, name="suggest"),
]
