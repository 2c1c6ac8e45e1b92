from django.urls import path

from forum.profile_pictures import views

app_name = "profile_pictures"
# Below /uploads/, because the servers accept large forms only there.
urlpatterns = [
    path("uploads/faces/<str:name>.webp", views.picture, name="picture"),
    path("uploads/picture/", views.own_picture, name="own"),
    path("uploads/picture/remove/", views.remove, name="remove"),
    path("members/<str:handle>/picture/", views.remove_for_reason, name="remove_for_reason"),
]
