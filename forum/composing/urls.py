from django.urls import path

from forum.composing import views

app_name = "composing"
urlpatterns = [
    path("compose/members/", views.suggest_members, name="members"),
    path("compose/topics/", views.suggest_topics, name="topics"),
    path("compose/similar/", views.similar_topics, name="similar"),
    path("compose/title/", views.link_with_title, name="title"),
]
