from django.urls import path

from forum.composing import views

app_name = "composing"
urlpatterns = [
    path("compose/members/", views.members, name="members"),
    path("compose/topics/", views.topics, name="topics"),
    path("compose/similar/", views.similar, name="similar"),
    path("compose/title/", views.title, name="title"),
]
