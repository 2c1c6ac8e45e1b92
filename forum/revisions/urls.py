from django.urls import path

from forum.revisions import views

app_name = "revisions"
urlpatterns = [
    path("topics/<int:topic_id>/posts/<int:number>/versions/", views.versions, name="versions"),
    path(
        "topics/<int:topic_id>/posts/<int:number>/versions/<int:version>/hide/",
        views.hide,
        name="hide_version",
    ),
    path(
        "topics/<int:topic_id>/posts/<int:number>/versions/<int:version>/unhide/",
        views.unhide,
        name="unhide_version",
    ),
]
