from django.urls import path

from forum.drafts import views

app_name = "drafts"
urlpatterns = [
    path("drafts/", views.draft_list, name="list"),
    path("drafts/save/", views.save, name="save"),
    path("drafts/discard/", views.discard, name="discard"),
]
