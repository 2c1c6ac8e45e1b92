from django.urls import path

from forum.blocking import views

app_name = "blocking"
urlpatterns = [
    path("settings/blocked/", views.blocked_list, name="list"),
    path("members/<str:handle>/block/", views.block, name="block"),
    path("members/<str:handle>/unblock/", views.unblock, name="unblock"),
]
