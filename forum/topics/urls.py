from django.urls import path

from forum.topics import hidden_topics, navigation_views, post_views, theme_views, views

app_name = "topics"
urlpatterns = [
    path("themes/<slug:slug>/", theme_views.show_theme, name="theme"),
    path("themes/<slug:slug>/posts/", theme_views.latest_posts, name="latest"),
    path("themes/<slug:slug>/start/", theme_views.start_topic, name="start"),
    path("preview/", views.preview, name="preview"),
    path("hidden-topics/<int:topic_id>/", hidden_topics.show_hidden_topic, name="hidden"),
    path("topics/<int:topic_id>/", views.redirect_to_topic, name="by_number"),
    path("topics/<int:topic_id>/<int:number>", views.redirect_to_post, name="post_at"),
    path("topics/<int:topic_id>/reply/", views.reply, name="reply"),
    path("topics/<int:topic_id>/posts/<int:number>/", post_views.post, name="post"),
    path("topics/<int:topic_id>/posts/<int:number>/quote/", post_views.quote, name="quote"),
    path("topics/<int:topic_id>/posts/<int:number>/edit/", post_views.edit, name="edit"),
    path("topics/<int:topic_id>/posts/<int:number>/delete/", post_views.delete, name="delete"),
    path("topics/<int:topic_id>/posts/<int:number>/restore/", post_views.restore, name="restore"),
    path("topics/<int:topic_id>/posts/<int:number>/accept/", post_views.accept, name="accept"),
    path(
        "topics/<int:topic_id>/posts/<int:number>/unaccept/", post_views.unaccept, name="unaccept"
    ),
    path("topics/<int:topic_id>/posts/<int:number>/wiki/", post_views.make_wiki, name="make_wiki"),
    path(
        "topics/<int:topic_id>/posts/<int:number>/end_wiki/", post_views.end_wiki, name="end_wiki"
    ),
    path("topics/<int:topic_id>/posts/<int:number>/hide/", post_views.hide, name="hide"),
    path("topics/<int:topic_id>/posts/<int:number>/unhide/", post_views.unhide, name="unhide"),
    # These come last, because a slug can be any word, such as "posts". Views ignore the slug.
    path("topics/<int:topic_id>/<str:slug>/", views.show_topic, name="topic"),
    path("topics/<int:topic_id>/<str:slug>/go/", navigation_views.go_to_post, name="go"),
    path(
        "topics/<int:topic_id>/<str:slug>/summary/", navigation_views.show_summary, name="summary"
    ),
    path(
        "topics/<int:topic_id>/<str:slug>/<int:number>", views.redirect_to_post, name="post_at_slug"
    ),
    path("topics/<int:topic_id>/<str:slug>/posts/<int:number>/", post_views.post, name="post_slug"),
]
