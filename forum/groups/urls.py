from django.urls import path

from forum.groups import manager_views, views

app_name = "groups"
urlpatterns = [
    path("groups/", views.group_list, name="list"),
    path("groups/create/", views.create, name="create"),
    path("groups/join/<str:token>/", views.join, name="join"),
    path("groups/<slug:slug>/", views.show_group, name="group"),
    path("groups/<slug:slug>/ask/", views.ask, name="ask"),
    path("groups/<slug:slug>/leave/", views.leave, name="leave"),
    path("groups/<slug:slug>/manage/", manager_views.manage, name="manage"),
    path("groups/<slug:slug>/links/", manager_views.make_link, name="make_link"),
    path(
        "groups/<slug:slug>/links/<int:invitation_id>/end/", manager_views.end_link, name="end_link"
    ),
    path("groups/<slug:slug>/answer/", manager_views.answer, name="answer"),
    path("groups/<slug:slug>/members/", manager_views.change_member, name="change_member"),
    path("groups/<slug:slug>/addresses/", manager_views.add_by_email, name="add_by_email"),
]
