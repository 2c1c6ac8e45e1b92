from django.urls import path

from forum.uploads import resumable_views, views

app_name = "uploads"
urlpatterns = [
    path("uploads/", views.upload_list, name="list"),
    path("uploads/thumbnails/<str:key>.webp", views.thumbnail, name="thumbnail"),
    path("uploads/pieces/", resumable_views.begin, name="begin"),
    path("uploads/pieces/<str:key>/", resumable_views.piece, name="piece"),
    path("uploads/<str:key>/", views.upload, name="upload"),
    path("uploads/<str:key>/delete/", views.delete, name="delete"),
    path("uploads/<str:key>/<str:name>", views.file, name="file"),
]
