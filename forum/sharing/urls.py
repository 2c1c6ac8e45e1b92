from django.urls import path, register_converter
from django.urls.converters import StringConverter

from forum.sharing import card_views, feed_views, private_feed_views, views


class FeedFormat(StringConverter):
    regex = "|".join(feed_views.FORMATS)


register_converter(FeedFormat, "feed_format")

app_name = "sharing"
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", views.page_sitemap, name="page_sitemap"),
    path("sitemap-topics-<int:block>.xml", views.topic_sitemap, name="topic_sitemap"),
    path("feed.<feed_format:extension>", feed_views.site_feed, name="site_feed"),
    path(
        "themes/<slug:slug>/feed.<feed_format:extension>",
        feed_views.theme_feed,
        name="theme_feed",
    ),
    path(
        "topics/<int:topic_id>/feed.<feed_format:extension>",
        feed_views.topic_feed,
        name="topic_feed",
    ),
    path(
        "members/<str:handle>/feed.<feed_format:extension>",
        feed_views.member_feed,
        name="member_feed",
    ),
    path(
        "communities/<str:community>/feed.<feed_format:extension>",
        feed_views.community_feed,
        name="community_feed",
    ),
    path(
        "feeds/<str:token>/feed.<feed_format:extension>",
        private_feed_views.private_feed,
        name="private_feed",
    ),
    path("settings/feeds/", private_feed_views.feed_settings, name="feed_settings"),
    path("settings/feeds/end/", private_feed_views.end_feed_address, name="end_feed_address"),
    path("card/<str:language>/<str:version>.png", card_views.site_card, name="site_card"),
    path(
        "themes/<slug:slug>/card/<str:language>/<str:version>.png",
        card_views.theme_card,
        name="theme_card",
    ),
    path("topics/<int:topic_id>/card/<str:version>.png", card_views.topic_card, name="topic_card"),
]
