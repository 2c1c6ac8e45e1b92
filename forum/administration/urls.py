from django.urls import path

from forum.administration import community_views, facilitator_views, overview, theme_views

app_name = "administration"
urlpatterns = [
    path("administration/", overview.show, name="start"),
    path("administration/communities/", community_views.waiting_list, name="communities"),
    path(
        "administration/communities/<int:member_id>/confirm/",
        community_views.confirm,
        name="confirm_community",
    ),
    path(
        "administration/communities/<int:member_id>/refuse/",
        community_views.refuse,
        name="refuse_community",
    ),
    path("administration/themes/", theme_views.theme_list, name="themes"),
    path(
        "administration/themes/<slug:slug>/facilitators/",
        facilitator_views.facilitators,
        name="facilitators",
    ),
    path(
        "administration/themes/<slug:slug>/facilitators/add/",
        facilitator_views.add,
        name="add_facilitator",
    ),
    path(
        "administration/themes/<slug:slug>/facilitators/remove/",
        facilitator_views.remove,
        name="remove_facilitator",
    ),
]
