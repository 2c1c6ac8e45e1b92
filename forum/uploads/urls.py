from django.urls import path

from forum.uploads import file_views, resumable_views, views

app_name = "uploads"
urlpatterns = [
    path("uploads/", views.upload_list, name="list"),
    path("uploads/thumbnails/<str:key>.webp", file_views.thumbnail, name="thumbnail"),
    path("uploads/pieces/", resumable_views.begin, name="begin"),
    path("uploads/pieces/<str:key>/", resumable_views.piece, name="piece"),
    path("uploads/signed/<str:token>/<str:name>", file_views.signed, name="signed"),
    path("uploads/<str:key>/", views.upload, name="upload"),
    path("uploads/<str:key>/delete/", views.delete, name="delete"),
    path("uploads/<str:key>/<str:name>", file_views.file, name="file"),
]
