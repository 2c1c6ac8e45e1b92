from django.urls import path

from forum.sharing import card_views, views

app_name = "sharing"
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", views.page_sitemap, name="page_sitemap"),
    path("sitemap-topics-<int:block>.xml", views.topic_sitemap, name="topic_sitemap"),
    path("feed.atom", views.site_feed, name="site_feed"),
    path("themes/<slug:slug>/feed.atom", views.theme_feed, name="theme_feed"),
    path("topics/<int:topic_id>/feed.atom", views.topic_feed, name="topic_feed"),
    path("members/<str:handle>/feed.atom", views.member_feed, name="member_feed"),
    path("card/<str:language>/<str:version>.png", card_views.site_card, name="site_card"),
    path(
        "themes/<slug:slug>/card/<str:language>/<str:version>.png",
        card_views.theme_card,
        name="theme_card",
    ),
    path("topics/<int:topic_id>/card/<str:version>.png", card_views.topic_card, name="topic_card"),
]
