from django.urls import path

from forum.topics import long_views, post_views, topic_views, version_views, views

app_name = "topics"
urlpatterns = [
    path("themes/<slug:slug>/", views.theme, name="theme"),
    path("themes/<slug:slug>/posts/", views.latest, name="latest"),
    path("themes/<slug:slug>/start/", views.start, name="start"),
    path("preview/", views.preview, name="preview"),
    path("topics/<int:topic_id>/<int:number>", views.post_at, name="post_at"),
    path("topics/<int:topic_id>/reply/", views.reply, name="reply"),
    path("topics/<int:topic_id>/posts/<int:number>/", post_views.post, name="post"),
    path("topics/<int:topic_id>/posts/<int:number>/edit/", post_views.edit, name="edit"),
    path("topics/<int:topic_id>/posts/<int:number>/delete/", post_views.delete, name="delete"),
    path("topics/<int:topic_id>/posts/<int:number>/hide/", post_views.hide, name="hide"),
    path("topics/<int:topic_id>/posts/<int:number>/unhide/", post_views.unhide, name="unhide"),
    path("topics/<int:topic_id>/posts/<int:number>/report/", post_views.report, name="report"),
    path("topics/<int:topic_id>/posts/<int:number>/versions/", version_views.versions, name="versions"),
    path(
        "topics/<int:topic_id>/posts/<int:number>/versions/<int:version>/hide/",
        version_views.hide,
        name="hide_version",
    ),
    path(
        "topics/<int:topic_id>/posts/<int:number>/versions/<int:version>/unhide/",
        version_views.unhide,
        name="unhide_version",
    ),
    path("topics/<int:topic_id>/manage/", topic_views.manage, name="manage"),
    path("topics/<int:topic_id>/pin/", topic_views.pin, name="pin"),
    path("topics/<int:topic_id>/close/", topic_views.close, name="close"),
    path("topics/<int:topic_id>/retitle/", topic_views.retitle, name="retitle"),
    path("topics/<int:topic_id>/move/", topic_views.move, name="move"),
    path("topics/<int:topic_id>/hide/", topic_views.hide_topic, name="hide_topic"),
    path("topics/<int:topic_id>/unhide/", topic_views.unhide_topic, name="unhide_topic"),
    # A title may read "reply" or "posts": the address of a topic comes last and its slug is only for the eye.
    path("topics/<int:topic_id>/<str:slug>/", views.topic, name="topic"),
    path("topics/<int:topic_id>/<str:slug>/go/", long_views.go, name="go"),
    path("topics/<int:topic_id>/<str:slug>/summary/", long_views.summary, name="summary"),
    path("topics/<int:topic_id>/<str:slug>/<int:number>", views.post_at, name="post_at_slug"),
    path("topics/<int:topic_id>/<str:slug>/posts/<int:number>/", post_views.post, name="post_slug"),
]
