from django.urls import path

from forum.administration import (
    announcement_views,
    community_views,
    facilitator_views,
    mail_views,
    member_views,
    overview,
    screening_views,
    see_as_views,
    theme_views,
)

app_name = "administration"
urlpatterns = [
    path("administration/", overview.show, name="start"),
    path("administration/announcement/", announcement_views.announce, name="announcement"),
    path("administration/announcement/end/", announcement_views.end, name="end_announcement"),
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
    path("administration/mail/", mail_views.show, name="mail"),
    path("administration/mail/retry/", mail_views.retry, name="mail_retry"),
    path("administration/mail/check/", mail_views.check, name="mail_check"),
    path("administration/mail/test/", mail_views.send_test, name="mail_test"),
    path("administration/members/", member_views.member_list, name="members"),
    path("administration/members/<int:member_id>/", member_views.show_member, name="member"),
    path(
        "administration/members/<int:member_id>/sanction/", member_views.sanction, name="sanction"
    ),
    path("administration/members/<int:member_id>/see-as/", see_as_views.begin, name="see_as"),
    path(
        "administration/members/<int:member_id>/empty/",
        member_views.empty_texts,
        name="empty_texts",
    ),
    path("administration/members/<int:member_id>/lift/", member_views.lift, name="lift"),
    path(
        "administration/members/<int:member_id>/two-step/",
        member_views.reset_two_step,
        name="reset_two_step",
    ),
    path("administration/themes/", theme_views.theme_list, name="themes"),
    path("administration/themes/create/", theme_views.create, name="create_theme"),
    path("administration/themes/<slug:slug>/edit/", theme_views.edit, name="edit_theme"),
    path("administration/themes/<slug:slug>/move/", theme_views.move, name="move_theme"),
    path("administration/themes/<slug:slug>/archive/", theme_views.archive, name="archive_theme"),
    path(
        "administration/themes/<slug:slug>/groups/",
        theme_views.choose_groups,
        name="groups_of_theme",
    ),
    path(
        "administration/themes/<slug:slug>/first-posts/",
        theme_views.choose_first_posts,
        name="first_posts_of_theme",
    ),
    path("administration/screening/", screening_views.show, name="screening"),
    path("administration/screening/words/", screening_views.add_word, name="add_word"),
    path(
        "administration/screening/words/<int:word_id>/remove/",
        screening_views.remove_word,
        name="remove_word",
    ),
    path("administration/screening/all-wait/", screening_views.let_all_wait, name="all_wait"),
    path(
        "administration/screening/all-wait/end/", screening_views.end_all_wait, name="end_all_wait"
    ),
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
