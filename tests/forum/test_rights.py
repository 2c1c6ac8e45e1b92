"""Who may use each URL (decision 10)."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.invitations.models import Invitation
from forum.bookmarks import actions as bookmarks
from forum.enquiries import actions as enquiries
from forum.facilitation import actions as facilitation
from forum.groups.models import Group
from forum.reports import actions as reports
from forum.topics import actions
from tests import factories as make

pytestmark = pytest.mark.django_db

BAD, UNAUTHORIZED = 400, 401
OK, REDIRECT, FORBIDDEN, NOT_FOUND, NOT_ALLOWED, REFUSED = 200, 302, 403, 404, 405, 422
FORM = {
    "nonce": str(uuid.uuid4()),
    "source": "Text.",
    "title": "T",
    "language": "en",
    "why": "-",
    "version": "1",
}

# path, then three status codes: of GET and of POST by a member who is neither author nor
# facilitator, and of POST by a visitor. The last test fails for a URL that is missing here.
URLS = {
    "pages:home": ("/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:design": ("/design/", NOT_FOUND, NOT_ALLOWED, NOT_ALLOWED),
    "pages:first_steps": ("/first-steps/", OK, NOT_ALLOWED, REDIRECT),
    "pages:about": ("/about/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:contact": ("/contact/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:rules": ("/rules/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:versions": ("/rules/versions/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "consents:own": ("/accounts/privacy/", OK, REDIRECT, REDIRECT),
    "pages:privacy": ("/privacy/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:moderating": ("/help/moderating/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:numbers": ("/help/numbers/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "insight:numbers": ("/numbers/", FORBIDDEN, NOT_ALLOWED, REDIRECT),
    "insight:csv": ("/numbers/weeks.csv", FORBIDDEN, NOT_ALLOWED, REDIRECT),
    "pages:help": ("/help/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:writing": ("/help/writing/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:following": ("/help/following/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:chat": ("/help/chat/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:groups": ("/help/groups/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:trust": ("/help/trust/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "blocking:list": ("/settings/blocked/", OK, NOT_ALLOWED, REDIRECT),
    "blocking:block": ("/members/author/block/", OK, REDIRECT, REDIRECT),
    "blocking:unblock": ("/members/author/unblock/", NOT_ALLOWED, REDIRECT, REDIRECT),
    "trust:vouch": ("/members/author/vouch/", FORBIDDEN, FORBIDDEN, REDIRECT),
    "trust:end_vouch": ("/members/author/vouch/end/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "pages:offline": ("/help/offline/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:screen_reader": ("/help/screen-reader/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:markdown": ("/help/markdown/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:directory": ("/members/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "pages:keyboard": ("/help/keyboard/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "push:settings": ("/settings/devices/", OK, NOT_ALLOWED, REDIRECT),
    "push:turn_on": ("/settings/devices/on/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "push:turn_off": ("/settings/devices/off/", NOT_ALLOWED, REDIRECT, REDIRECT),
    "push:turn_off_everywhere": (
        "/settings/devices/off/all/",
        NOT_ALLOWED,
        REDIRECT,
        REDIRECT,
    ),
    "mail:settings": ("/mail/", OK, REFUSED, REDIRECT),
    "mail:places": ("/mail/places/", OK, REDIRECT, REDIRECT),
    "mail:sample": ("/mail/sample/", NOT_ALLOWED, REDIRECT, REDIRECT),
    "mail:start": ("/mail/start/", NOT_ALLOWED, REDIRECT, REDIRECT),
    "mail:stop": ("/mail/stop/x/", NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "mail:mute": ("/mail/mute/x/", NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "incoming_mail:list": ("/mail/received/", OK, NOT_ALLOWED, REDIRECT),
    "incoming_mail:mail": ("/mail/received/1/", NOT_FOUND, NOT_ALLOWED, REDIRECT),
    "incoming_mail:original": ("/mail/received/1/original/", NOT_FOUND, NOT_ALLOWED, REDIRECT),
    "incoming_mail:make_address": (
        *("/mail/received/new-topics/", NOT_ALLOWED),
        *(REDIRECT, REDIRECT),
    ),
    "incoming_mail:end_addresses": (
        *("/mail/received/end-addresses/", NOT_ALLOWED),
        *(REDIRECT, REDIRECT),
    ),
    "joining:invite": ("/mail/invitations/{invitation}/", FORBIDDEN, FORBIDDEN, REDIRECT),
    "pages:recently_deleted": ("/settings/deleted/", OK, NOT_ALLOWED, REDIRECT),
    # A 302 leads back to the page before.
    "pages:display_preferences": ("/settings/page/", OK, REDIRECT, REDIRECT),
    "pages:member": ("/members/author/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "themes:list": ("/themes/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "themes:choose": ("/start/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "topics:theme": ("/themes/care/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "topics:latest": ("/themes/care/posts/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "topics:start": ("/themes/care/start/", OK, REDIRECT, REDIRECT),
    "topics:preview": ("/preview/", NOT_ALLOWED, OK, OK),
    "topics:topic": ("{topic}", OK, NOT_ALLOWED, NOT_ALLOWED),
    "topics:hidden": ("/hidden-topics/{pk}/", REDIRECT, NOT_ALLOWED, NOT_ALLOWED),
    "topics:by_number": ("/topics/{pk}/", REDIRECT, NOT_ALLOWED, NOT_ALLOWED),
    "topics:post_at": ("/topics/{pk}/1", REDIRECT, NOT_ALLOWED, NOT_ALLOWED),
    "topics:post_at_slug": ("{topic}1", REDIRECT, NOT_ALLOWED, NOT_ALLOWED),
    "topics:go": ("{topic}go/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "topics:summary": ("{topic}summary/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "topics:reply": ("/topics/{pk}/reply/", REDIRECT, REDIRECT, REDIRECT),
    "topics:post": ("/topics/{pk}/posts/1/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "topics:post_slug": ("{topic}posts/1/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "topics:quote": ("/topics/{pk}/posts/1/quote/", NOT_ALLOWED, OK, OK),
    "topics:edit": ("/topics/{pk}/posts/1/edit/", FORBIDDEN, REFUSED, REDIRECT),
    "topics:delete": ("/topics/{pk}/posts/1/delete/", NOT_ALLOWED, REFUSED, REDIRECT),
    "topics:restore": ("/topics/{pk}/posts/1/restore/", NOT_ALLOWED, REFUSED, REDIRECT),
    "topics:accept": ("/topics/{pk}/posts/1/accept/", NOT_ALLOWED, REFUSED, REDIRECT),
    "topics:unaccept": ("/topics/{pk}/posts/1/unaccept/", NOT_ALLOWED, REFUSED, REDIRECT),
    "topics:make_wiki": ("/topics/{pk}/posts/1/wiki/", NOT_ALLOWED, REFUSED, REDIRECT),
    "topics:end_wiki": ("/topics/{pk}/posts/1/end_wiki/", NOT_ALLOWED, REFUSED, REDIRECT),
    "topics:hide": ("/topics/{pk}/posts/1/hide/", NOT_ALLOWED, REFUSED, REDIRECT),
    "topics:unhide": ("/topics/{pk}/posts/1/unhide/", NOT_ALLOWED, REFUSED, REDIRECT),
    "revisions:compare": ("/topics/{pk}/posts/1/versions/", FORBIDDEN, NOT_ALLOWED, NOT_ALLOWED),
    "revisions:hide": (
        "/topics/{pk}/posts/1/versions/1/hide/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "revisions:unhide": (
        "/topics/{pk}/posts/1/versions/1/unhide/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "facilitation:manage": ("/topics/{pk}/manage/", FORBIDDEN, NOT_ALLOWED, NOT_ALLOWED),
    "facilitation:pin": ("/topics/{pk}/pin/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "facilitation:close": ("/topics/{pk}/close/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "facilitation:plan": ("/topics/{pk}/plan/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "facilitation:set_slow_mode": ("/topics/{pk}/slow_mode/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "facilitation:split": ("/topics/{pk}/split/", FORBIDDEN, FORBIDDEN, REDIRECT),
    "facilitation:merge": ("/topics/{pk}/merge/", FORBIDDEN, FORBIDDEN, REDIRECT),
    "facilitation:set_note": ("/topics/{pk}/note/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "facilitation:set_kind": ("/topics/{pk}/kind/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "facilitation:retitle": ("/topics/{pk}/retitle/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "facilitation:move": ("/topics/{pk}/move/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "facilitation:hide_topic": ("/topics/{pk}/hide/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "facilitation:unhide_topic": ("/topics/{pk}/unhide/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "chat:theme_room": ("/themes/care/room/", OK, REDIRECT, REDIRECT),
    "chat:topic_room": ("/topics/{pk}/room/", REDIRECT, REDIRECT, REDIRECT),
    "chat:room": ("/rooms/{room}/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "chat:here": ("/rooms/{room}/here/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "chat:say": ("/rooms/{room}/say/", REDIRECT, REDIRECT, REDIRECT),
    "chat:message_at": ("/rooms/{room}/1", REDIRECT, NOT_ALLOWED, NOT_ALLOWED),
    "chat:message": ("/rooms/{room}/1/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "chat:edit": ("/rooms/{room}/1/edit/", FORBIDDEN, REFUSED, REDIRECT),
    "chat:delete": ("/rooms/{room}/1/delete/", NOT_ALLOWED, REFUSED, REDIRECT),
    "chat:restore": ("/rooms/{room}/1/restore/", NOT_ALLOWED, REFUSED, REDIRECT),
    "chat:hide": ("/rooms/{room}/1/hide/", NOT_ALLOWED, REFUSED, REDIRECT),
    "chat:unhide": ("/rooms/{room}/1/unhide/", NOT_ALLOWED, REFUSED, REDIRECT),
    "reports:report_post": ("/topics/{pk}/posts/1/report/", OK, REDIRECT, REDIRECT),
    "reports:report_message": ("/rooms/{room}/1/report/", OK, REDIRECT, REDIRECT),
    "moderation:record": ("/record/", FORBIDDEN, NOT_ALLOWED, NOT_ALLOWED),
    "reactions:post": ("/topics/{pk}/posts/1/reactions/", OK, REFUSED, REDIRECT),
    "reactions:message": ("/rooms/{room}/1/reactions/", OK, REFUSED, REDIRECT),
    "bookmarks:list": ("/bookmarks/", OK, NOT_ALLOWED, REDIRECT),
    "bookmarks:remove": ("/bookmarks/{bookmark}/remove/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "bookmarks:post": ("/topics/{pk}/posts/1/bookmark/", OK, REDIRECT, REDIRECT),
    "bookmarks:message": ("/rooms/{room}/1/bookmark/", OK, REDIRECT, REDIRECT),
    "exports:export": ("/settings/export/", OK, REDIRECT, REDIRECT),
    "exports:download": ("/settings/export/x/", NOT_FOUND, NOT_ALLOWED, REDIRECT),
    "moderation:decisions": ("/decisions/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "moderation:decision": ("/decisions/x/", NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "moderation:appeals": ("/appeals/", FORBIDDEN, NOT_ALLOWED, NOT_ALLOWED),
    "moderation:appeal": ("/appeals/1/", NOT_FOUND, NOT_FOUND, REDIRECT),
    "moderation:decide": ("/appeals/1/decide/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "moderation:transparency": ("/transparency/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "moderation:transparency_csv": ("/transparency.csv", OK, NOT_ALLOWED, NOT_ALLOWED),
    "reports:report_member": ("/members/author/report/", OK, REDIRECT, REDIRECT),
    "announcements:dismiss": ("/announcements/dismiss/", NOT_ALLOWED, NOT_FOUND, NOT_FOUND),
    "enquiries:write": ("/themes/care/facilitators/", OK, REDIRECT, REDIRECT),
    "enquiries:list": ("/enquiries/", OK, NOT_ALLOWED, NOT_ALLOWED),
    # The reader takes no part in the conversation.
    "private_notes:list": ("/notes/", OK, NOT_ALLOWED, REDIRECT),
    "private_notes:start": ("/notes/new/", OK, REFUSED, REDIRECT),
    "private_notes:conversation": ("/notes/{notes}/", NOT_FOUND, NOT_ALLOWED, REDIRECT),
    "private_notes:send": ("/notes/{notes}/send/", NOT_FOUND, NOT_FOUND, REDIRECT),
    "private_notes:people": ("/notes/{notes}/people/", NOT_FOUND, NOT_FOUND, REDIRECT),
    "private_notes:leave": ("/notes/{notes}/leave/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "private_notes:mute": ("/notes/{notes}/mute/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "private_notes:note_at": ("/notes/{notes}/1", NOT_FOUND, NOT_ALLOWED, REDIRECT),
    "private_notes:note": ("/notes/{notes}/1/", NOT_FOUND, NOT_ALLOWED, REDIRECT),
    "private_notes:edit": ("/notes/{notes}/1/edit/", NOT_FOUND, NOT_FOUND, REDIRECT),
    "private_notes:delete": ("/notes/{notes}/1/delete/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "private_notes:restore": ("/notes/{notes}/1/restore/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "reports:report_note": ("/notes/{notes}/1/report/", NOT_FOUND, NOT_FOUND, REDIRECT),
    "enquiries:enquiry": ("/enquiries/{enquiry}/", NOT_FOUND, NOT_FOUND, REDIRECT),
    "screening:own": ("/held/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "screening:held": ("/held/{held}/", NOT_FOUND, NOT_ALLOWED, NOT_ALLOWED),
    "screening:edit": ("/held/{held}/edit/", NOT_FOUND, NOT_FOUND, REDIRECT),
    "screening:take_back": ("/held/{held}/take-back/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "screening:approve": ("/held/{held}/approve/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "screening:reject": ("/held/{held}/reject/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "reports:list": ("/reports/", FORBIDDEN, NOT_ALLOWED, NOT_ALLOWED),
    "reports:report": ("/reports/{report}/", NOT_FOUND, NOT_ALLOWED, NOT_ALLOWED),
    "reports:leave": ("/reports/{report}/leave/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "reports:hide": ("/reports/{report}/hide/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "reports:edit": ("/reports/{report}/edit/", NOT_FOUND, NOT_FOUND, REDIRECT),
    "profile_pictures:picture": ("/uploads/faces/x.webp", NOT_FOUND, NOT_ALLOWED, NOT_ALLOWED),
    "profile_pictures:own": ("/uploads/picture/", OK, REFUSED, REDIRECT),
    "profile_pictures:remove": ("/uploads/picture/remove/", NOT_ALLOWED, REDIRECT, REDIRECT),
    "profile_pictures:remove_for_reason": (
        "/members/author/picture/",
        FORBIDDEN,
        FORBIDDEN,
        REDIRECT,
    ),
    "uploads:list": ("/uploads/", OK, REFUSED, REDIRECT),
    "uploads:begin": ("/uploads/pieces/", NOT_ALLOWED, BAD, UNAUTHORIZED),
    "uploads:piece": ("/uploads/pieces/{upload}/", NOT_FOUND, NOT_ALLOWED, NOT_ALLOWED),
    "uploads:upload": ("/uploads/{upload}/", NOT_FOUND, NOT_FOUND, REDIRECT),
    "uploads:delete": ("/uploads/{upload}/delete/", NOT_ALLOWED, REDIRECT, REDIRECT),
    "uploads:file": ("/uploads/{upload}/plan.pdf", NOT_FOUND, NOT_ALLOWED, NOT_ALLOWED),
    "uploads:signed": ("/uploads/signed/x/plan.pdf", NOT_FOUND, NOT_ALLOWED, NOT_ALLOWED),
    "uploads:thumbnail": ("/uploads/thumbnails/{upload}.webp", NOT_FOUND, NOT_ALLOWED, NOT_ALLOWED),
    "reports:move": ("/reports/{report}/move/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "reports:warn": ("/reports/{report}/warn/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "reports:sanction": ("/reports/{report}/sanction/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "reports:claim": ("/reports/{report}/claim/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "reports:release": ("/reports/{report}/release/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "reports:hand_on": ("/reports/{report}/hand-on/", NOT_ALLOWED, NOT_FOUND, REDIRECT),
    "search:search": ("/search/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "search:suggest": ("/search/suggest/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "composing:members": ("/compose/members/?q=a&line=topic:1", OK, NOT_ALLOWED, NOT_ALLOWED),
    "composing:topics": ("/compose/topics/?q=care", OK, NOT_ALLOWED, NOT_ALLOWED),
    "composing:similar": ("/compose/similar/?title=care", OK, NOT_ALLOWED, NOT_ALLOWED),
    "composing:title": ("/compose/title/?path={topic}", OK, NOT_ALLOWED, NOT_ALLOWED),
    "sharing:robots": ("/robots.txt", OK, NOT_ALLOWED, NOT_ALLOWED),
    "sharing:sitemap": ("/sitemap.xml", OK, NOT_ALLOWED, NOT_ALLOWED),
    "sharing:page_sitemap": ("/sitemap-pages.xml", OK, NOT_ALLOWED, NOT_ALLOWED),
    "sharing:topic_sitemap": ("/sitemap-topics-0.xml", OK, NOT_ALLOWED, NOT_ALLOWED),
    "sharing:site_feed": ("/feed.atom", OK, NOT_ALLOWED, NOT_ALLOWED),
    "sharing:theme_feed": ("/themes/care/feed.atom", OK, NOT_ALLOWED, NOT_ALLOWED),
    "sharing:topic_feed": ("/topics/{pk}/feed.atom", OK, NOT_ALLOWED, NOT_ALLOWED),
    "sharing:member_feed": ("/members/author/feed.atom", OK, NOT_ALLOWED, NOT_ALLOWED),
    "sharing:community_feed": (
        "/communities/academic/feed.json",
        OK,
        NOT_ALLOWED,
        NOT_ALLOWED,
    ),
    "sharing:private_feed": ("/feeds/x/feed.atom", NOT_FOUND, NOT_ALLOWED, NOT_ALLOWED),
    "sharing:feed_settings": ("/settings/feeds/", OK, OK, REDIRECT),
    "sharing:end_feed_address": ("/settings/feeds/end/", NOT_ALLOWED, REDIRECT, REDIRECT),
    "sharing:site_card": ("/card/en/x.png", REDIRECT, NOT_ALLOWED, NOT_ALLOWED),
    "sharing:theme_card": ("/themes/care/card/en/x.png", REDIRECT, NOT_ALLOWED, NOT_ALLOWED),
    "sharing:topic_card": ("/topics/{pk}/card/x.png", REDIRECT, NOT_ALLOWED, NOT_ALLOWED),
    "live:catch_up": ("/live/topic:{pk}/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "groups:list": ("/groups/", OK, NOT_ALLOWED, REDIRECT),
    "groups:create": ("/groups/create/", FORBIDDEN, FORBIDDEN, REDIRECT),
    "groups:join": ("/groups/join/x/", NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "groups:group": ("/groups/open-group/", OK, NOT_ALLOWED, REDIRECT),
    "groups:ask": ("/groups/open-group/ask/", NOT_ALLOWED, REDIRECT, REDIRECT),
    "groups:leave": ("/groups/open-group/leave/", NOT_ALLOWED, REDIRECT, REDIRECT),
    "groups:manage": ("/groups/open-group/manage/", FORBIDDEN, FORBIDDEN, REDIRECT),
    "groups:make_link": ("/groups/open-group/links/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "groups:end_link": ("/groups/open-group/links/1/end/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "groups:answer": ("/groups/open-group/answer/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "groups:change_member": ("/groups/open-group/members/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "groups:add_by_email": ("/groups/open-group/addresses/", NOT_ALLOWED, FORBIDDEN, REDIRECT),
    "invitations:list": ("/accounts/invitations/", FORBIDDEN, FORBIDDEN, REDIRECT),
    "invitations:end": (
        "/accounts/invitations/{invitation}/end/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "invitations:join": ("/accounts/join/token/", REDIRECT, NOT_ALLOWED, NOT_ALLOWED),
    "administration:start": ("/administration/", FORBIDDEN, NOT_ALLOWED, NOT_ALLOWED),
    "administration:communities": (
        "/administration/communities/",
        FORBIDDEN,
        NOT_ALLOWED,
        NOT_ALLOWED,
    ),
    "administration:confirm_community": (
        "/administration/communities/{author}/confirm/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:refuse_community": (
        "/administration/communities/{author}/refuse/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:announcement": (
        *("/administration/announcement/", FORBIDDEN),
        *(FORBIDDEN, REDIRECT),
    ),
    "administration:end_announcement": (
        *("/administration/announcement/end/", NOT_ALLOWED),
        *(FORBIDDEN, REDIRECT),
    ),
    "administration:screening": (
        *("/administration/screening/", FORBIDDEN),
        *(NOT_ALLOWED, NOT_ALLOWED),
    ),
    "administration:all_wait": (
        *("/administration/screening/all-wait/", NOT_ALLOWED),
        *(FORBIDDEN, REDIRECT),
    ),
    "administration:add_word": (
        *("/administration/screening/words/", NOT_ALLOWED),
        *(FORBIDDEN, REDIRECT),
    ),
    "administration:remove_word": (
        *("/administration/screening/words/1/remove/", NOT_ALLOWED),
        *(FORBIDDEN, REDIRECT),
    ),
    "administration:end_all_wait": (
        *("/administration/screening/all-wait/end/", NOT_ALLOWED),
        *(FORBIDDEN, REDIRECT),
    ),
    "administration:first_posts_of_theme": (
        *("/administration/themes/care/first-posts/", NOT_ALLOWED),
        *(FORBIDDEN, REDIRECT),
    ),
    "administration:mail": ("/administration/mail/", FORBIDDEN, NOT_ALLOWED, NOT_ALLOWED),
    "administration:mail_retry": (
        "/administration/mail/retry/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:mail_check": (
        "/administration/mail/check/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:mail_test": (
        "/administration/mail/test/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:members": ("/administration/members/", FORBIDDEN, NOT_ALLOWED, NOT_ALLOWED),
    "administration:member": (
        "/administration/members/{author}/",
        FORBIDDEN,
        NOT_ALLOWED,
        NOT_ALLOWED,
    ),
    "administration:sanction": (
        "/administration/members/{author}/sanction/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:see_as": (
        "/administration/members/{author}/see-as/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "seeing_as:end": ("/seeing-as/end/", NOT_ALLOWED, REDIRECT, REDIRECT),
    "administration:lift": (
        "/administration/members/{author}/lift/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:empty_texts": (
        "/administration/members/{author}/empty/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:reset_two_step": (
        "/administration/members/{author}/two-step/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:themes": ("/administration/themes/", FORBIDDEN, NOT_ALLOWED, NOT_ALLOWED),
    "administration:create_theme": (
        "/administration/themes/create/",
        FORBIDDEN,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:edit_theme": (
        "/administration/themes/care/edit/",
        FORBIDDEN,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:archive_theme": (
        "/administration/themes/care/archive/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:groups_of_theme": (
        "/administration/themes/care/groups/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:move_theme": (
        "/administration/themes/care/move/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:facilitators": (
        "/administration/themes/care/facilitators/",
        FORBIDDEN,
        NOT_ALLOWED,
        NOT_ALLOWED,
    ),
    "administration:add_facilitator": (
        "/administration/themes/care/facilitators/add/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "administration:remove_facilitator": (
        "/administration/themes/care/facilitators/remove/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "observability:site": ("/administration/site/", FORBIDDEN, NOT_ALLOWED, NOT_ALLOWED),
    "observability:try_events_again": (
        "/administration/events/try-again/",
        NOT_ALLOWED,
        FORBIDDEN,
        REDIRECT,
    ),
    "healthz": ("/healthz", OK, NOT_ALLOWED, NOT_ALLOWED),
    "worker": ("/sw.js", OK, NOT_ALLOWED, NOT_ALLOWED),
    "offline": ("/offline/", OK, NOT_ALLOWED, NOT_ALLOWED),
    "manifest": ("/manifest.webmanifest", OK, NOT_ALLOWED, NOT_ALLOWED),
    "favicon": ("/favicon.ico", REDIRECT, NOT_ALLOWED, NOT_ALLOWED),
    "set_language": ("/language/", NOT_ALLOWED, REDIRECT, REDIRECT),
}
TESTED_ELSEWHERE = (
    "account",
    "mfa_",
    "drafts",
    "members",
    "following",
    "notifications",
    "admin:",
)
IN_A_TOPIC = [
    name for name, (path, *_rest) in URLS.items() if re.search(r"\{(topic|pk|room)\}", path)
]


@pytest.fixture
def scene():
    """A topic in the theme "care" and its room with a message: the fields of the paths."""
    author, chair = make.member("author"), make.member("chair")
    topic = make.topic(author, within=make.theme("care", facilitators=(chair,)), title="Care")
    actions.edit(topic.posts.get(), author, source="Better.", language="en", version=1)
    room = make.room(topic)
    make.message(room, author)
    enquiry = enquiries.write(
        topic.theme, author, author, source="Hello", nonce=uuid.uuid4()
    ).enquiry
    report = reports.report(topic.posts.get(), make.member("reporter"), why="Rude.")
    invitation = Invitation.objects.create(
        made_by=chair, event_name="Academy", places=9, ends_at=timezone.now() + timedelta(days=1)
    )
    Group.objects.create(slug="open-group", name="Open group", takes_requests=True)
    return {
        "upload": make.upload(author).key,
        "invitation": invitation.pk,
        "author": author.pk,
        "topic": topic.get_absolute_url(),
        "pk": topic.pk,
        "room": room.pk,
        "report": report.pk,
        "held": make.held_post(topic, make.member("newcomer")).pk,
        "bookmark": bookmarks.save(topic.posts.get(), author).pk,
        "enquiry": enquiry.pk,
        "notes": make.private_conversation(author, chair).pk,
        "topic_object": topic,
        "chair": chair,
    }


@pytest.fixture
def member(client) -> Client:
    client.force_login(make.member("other"))
    return client


@pytest.mark.parametrize("name", URLS)
def test_only_those_who_may_can_use_a_url(name, scene, member):
    path, get, post, visitor_post = URLS[name]
    url = path.format(**scene)
    form = {**FORM, "nonce": str(uuid.uuid4()), "source": FORM["source"] + str(uuid.uuid4())}
    assert Client().post(url, form).status_code == visitor_post
    assert member.get(url).status_code == get
    assert member.post(url, form).status_code == post


@pytest.mark.parametrize("name", IN_A_TOPIC)
def test_a_hidden_topic_does_not_exist_for_others(name, scene, member):
    facilitation.hide_topic(scene["topic_object"], scene["chair"], why="Advertising")
    path, get, post, visitor_post = URLS[name]
    url = path.format(**scene)
    if get != NOT_ALLOWED:
        assert [client.get(url).status_code for client in (member, Client())] == [
            NOT_FOUND,
            NOT_FOUND,
        ]
    if post != NOT_ALLOWED:
        assert [client.post(url, FORM).status_code for client in (member, Client())] == [
            NOT_FOUND,
            NOT_FOUND,
        ]


def test_every_url_is_listed_above():
    def names(patterns, prefix=""):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                namespace = f"{pattern.namespace}:" if pattern.namespace else prefix
                yield from names(pattern.url_patterns, namespace)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield prefix + pattern.name

    known = (*URLS, "readyz")
    unlisted = [
        name
        for name in names(get_resolver().url_patterns)
        if name not in known and not name.startswith(TESTED_ELSEWHERE)
    ]
    assert unlisted == []
