from django.urls import path

from forum.facilitation import move_views, views

app_name = "facilitation"
urlpatterns = [
    path("topics/<int:topic_id>/manage/", views.manage, name="manage"),
    path("topics/<int:topic_id>/pin/", views.pin, name="pin"),
    path("topics/<int:topic_id>/close/", views.close, name="close"),
    path("topics/<int:topic_id>/plan/", views.plan, name="plan"),
    path("topics/<int:topic_id>/slow_mode/", views.set_slow_mode, name="set_slow_mode"),
    path("topics/<int:topic_id>/kind/", views.set_kind, name="set_kind"),
    path("topics/<int:topic_id>/split/", move_views.split, name="split"),
    path("topics/<int:topic_id>/merge/", move_views.merge, name="merge"),
    path("topics/<int:topic_id>/note/", views.set_note, name="set_note"),
    path("topics/<int:topic_id>/retitle/", views.retitle, name="retitle"),
    path("topics/<int:topic_id>/move/", views.move, name="move"),
    path("topics/<int:topic_id>/hide/", views.hide_topic, name="hide_topic"),
    path("topics/<int:topic_id>/unhide/", views.unhide_topic, name="unhide_topic"),
]
