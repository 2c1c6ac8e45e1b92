from django.urls import path

from forum.revisions import views

app_name = "revisions"
urlpatterns = [
    path("topics/<int:topic_id>/posts/<int:number>/versions/", views.compare, name="compare"),
    path(
        "topics/<int:topic_id>/posts/<int:number>/versions/<int:version>/hide/",
        views.hide,
        name="hide",
    ),
    path(
        "topics/<int:topic_id>/posts/<int:number>/versions/<int:version>/unhide/",
        views.unhide,
        name="unhide",
    ),
]
