"""A list of every kind of page, for the screenshots, axe and the HTML checker."""

import json

from bench.served.sites import Site

NEWCOMER = "newcomer@demo.example.org"  # has not finished the sign-up
# (name, reader, path). `page_paths` fills in {topic}, {theme} and the like.
PAGES = [
    ("home", "visitor", "/"),
    ("themes", "visitor", "/themes/"),
    ("theme", "visitor", "{theme}"),
    ("theme-member", "practitioner", "{theme}"),
    ("theme-posts", "visitor", "{theme}posts/"),
    ("choose-theme", "practitioner", "/start/"),
    ("start", "practitioner", "{theme}start/"),
    ("topic", "visitor", "{topic}"),
    ("topic-member", "practitioner", "{topic}"),
    ("topic-long", "visitor", "{introductions}?page=2"),
    ("post", "practitioner", "{post}"),
    ("post-facilitator", "administrator", "{post}"),
    ("topic-hidden", "practitioner", "{hidden}"),
    ("versions", "administrator", "{versions}"),
    ("versions-beside", "administrator", "{versions}?side=1"),
    ("version", "administrator", "{versions}?old=1&new=1"),
    ("edit", "administrator", "{edit}"),
    ("manage", "administrator", "{manage}"),
    ("split", "administrator", "{split}"),
    ("announcement", "administrator", "/administration/announcement/"),
    ("merge", "administrator", "{merge}"),
    ("room", "practitioner", "{room}"),
    ("room-visitor", "visitor", "{room}"),
    ("here", "practitioner", "{room}here/"),
    ("message", "administrator", "{message}"),
    ("contact", "visitor", "/contact/"),
    ("write", "visitor", "{theme}facilitators/"),
    ("enquiry", "practitioner", "{enquiry}"),
    ("enquiries", "administrator", "/enquiries/"),
    ("notes", "practitioner", "/notes/"),
    ("notes_start", "practitioner", "/notes/new/"),
    ("notes_conversation", "practitioner", "{conversation}"),
    ("notes_people", "practitioner", "{conversation}people/"),
    ("note", "practitioner", "{conversation}1/"),
    ("export", "practitioner", "/settings/export/"),
    ("bookmarks", "practitioner", "/bookmarks/"),
    ("bookmark", "practitioner", "{post}bookmark/"),
    ("reactions", "practitioner", "{post}reactions/"),
    ("report-form", "practitioner", "{report_form}"),
    ("reports", "administrator", "/reports/"),
    ("report-profile-form", "practitioner", "{report_profile_form}"),
    ("report", "administrator", "{report}"),
    ("held", "administrator", "{held}"),
    ("held-own", "practitioner", "{own_held}"),
    ("record", "administrator", "/record/"),
    ("decisions", "practitioner", "/decisions/"),
    ("appeals", "administrator", "/appeals/"),
    ("transparency", "visitor", "/transparency/"),
    ("numbers", "administrator", "/numbers/"),
    ("help-numbers", "visitor", "/help/numbers/"),
    ("help-moderating", "visitor", "/help/moderating/"),
    ("report-profile", "administrator", "{report_profile}"),
    ("report-edit", "administrator", "{report}edit/"),
    ("search", "visitor", "/search/"),
    ("search-found", "practitioner", "/search/?q=cooperativas&language=es"),
    ("search-nothing", "visitor", "/search/?q=%22no+such+words%22&since=yesterday&within=topic:1"),
    ("held-list", "practitioner", "/held/"),
    ("held-edit", "practitioner", "{own_held}edit/"),
    ("drafts", "practitioner", "/drafts/"),
    ("uploads", "practitioner", "/uploads/"),
    ("picture", "practitioner", "/uploads/picture/"),
    ("deleted", "practitioner", "/settings/deleted/"),
    ("following", "practitioner", "/following/"),
    ("following-choices", "practitioner", "/following/choices/"),
    ("first-steps", "practitioner", "/first-steps/"),
    ("notifications", "facilitator", "/notifications/"),
    ("member", "visitor", "{member}"),
    ("members", "practitioner", "/members/?community=practitioner&q=a"),
    ("members-visitor", "visitor", "/members/"),
    ("profile", "practitioner", "/accounts/profile/"),
    ("security", "practitioner", "/accounts/2fa/"),
    ("sessions", "practitioner", "/accounts/sessions/"),
    ("mail", "practitioner", "/mail/"),
    ("devices", "practitioner", "/settings/devices/"),
    ("feeds", "practitioner", "/settings/feeds/"),
    ("mail-places", "practitioner", "/mail/places/"),
    ("mail-received", "practitioner", "/mail/received/"),
    ("mail-received-one", "practitioner", "/mail/received/{received_id}/"),
    ("mail-link-ended", "visitor", "/mail/stop/x/"),
    ("is-it-you", "practitioner", "/accounts/reauthenticate/"),
    ("close", "practitioner", "/accounts/close/"),
    ("sign-in", "visitor", "/accounts/login/"),
    ("sign-up", "visitor", "/accounts/signup/"),
    ("confirm-email", "visitor", "/accounts/confirm-email/"),
    ("welcome", NEWCOMER, "/accounts/welcome/"),
    ("password", "visitor", "/accounts/password/reset/"),
    ("device", "visitor", "/settings/page/?next=/about/"),
    ("help", "visitor", "/help/"),
    ("help-writing", "visitor", "/help/writing/"),
    ("help-following", "visitor", "/help/following/"),
    ("help-chat", "visitor", "/help/chat/"),
    ("help-groups", "visitor", "/help/groups/"),
    ("help-trust", "visitor", "/help/trust/"),
    ("blocked-members", "practitioner", "/settings/blocked/"),
    ("block", "practitioner", "/members/{newcomer}/block/"),
    ("vouch", "facilitator", "/members/{newcomer}/vouch/"),
    ("help-offline", "visitor", "/help/offline/"),
    ("groups", "administrator", "/groups/"),
    ("group-create", "administrator", "/groups/create/"),
    ("group-link-ended", "visitor", "/groups/join/x/"),
    ("help-screen-reader", "visitor", "/help/screen-reader/"),
    ("markdown", "visitor", "/help/markdown/"),
    ("keyboard", "visitor", "/help/keyboard/"),
    ("go", "visitor", "{introductions}go/?number=many&date=31.2.2026"),
    ("summary", "visitor", "{introductions}summary/"),
    ("about", "visitor", "/about/"),
    ("rules", "visitor", "/rules/"),
    ("rules-versions", "visitor", "/rules/versions/"),
    ("own-privacy", "practitioner", "/accounts/privacy/"),
    ("privacy", "visitor", "/privacy/"),
    ("administration", "administrator", "/administration/"),
    ("administration-site", "administrator", "/administration/site/"),
    ("administration-communities", "administrator", "/administration/communities/"),
    ("invite-by-mail", "administrator", "/mail/invitations/{invitation_id}/"),
    ("administration-mail", "administrator", "/administration/mail/"),
    ("administration-members", "administrator", "/administration/members/"),
    ("administration-member", "administrator", "/administration/members/{member_id}/"),
    ("administration-screening", "administrator", "/administration/screening/"),
    ("administration-themes", "administrator", "/administration/themes/"),
    ("administration-theme", "administrator", "/administration{theme}edit/"),
    (
        "administration-facilitators",
        "administrator",
        "/administration{theme}facilitators/?q=a",
    ),
    ("design", "administrator", "/design/"),
    ("offline", "practitioner", "/offline/"),
    ("not-found", "visitor", "/nowhere/"),
]
READERS = sorted({reader for _, reader, _ in PAGES})
PRINT_PATHS = """
import json
import uuid
from datetime import timedelta
from django.urls import reverse
from django.utils import timezone
from forum.chat.models import Message
from forum.demo import SIGN_INS
from forum.enquiries import actions as enquiries
from forum.enquiries.models import Enquiry
from forum.facilitation import actions as facilitation
from forum.mail.incoming.models import ReceivedMail, compressed
from forum.private_notes import actions as private_notes
from forum.private_notes.models import PrivateConversation
from forum.mail.joining.models import InvitedAddress
from forum.reports import actions as reports
from forum.reports.models import Report
from forum.screening.models import HeldPost
from forum.topics import actions
from forum.topics.models import Topic
from accounts.invitations.models import Invitation
from accounts.models import Member

topic = Topic.objects.filter(pinned=False, post_count__gte=5).order_by("pk").first()
longest = Topic.objects.order_by("-post_count").first()
message = Message.objects.filter(room__theme__isnull=False).order_by("pk").last()
edited = topic.posts.get(number=3)
if not edited.revisions.exists():
    text = edited.source.replace(" ", " really ", 1) + "\\n\\nOne more thing."
    actions.edit(edited, edited.author, source=text, language=edited.language, version=1)
if not Enquiry.objects.exists():
    member = Member.objects.get(email=SIGN_INS["practitioner"])
    chair = Member.objects.get(email=SIGN_INS["administrator"])
    texts = [(member, "Why was my post hidden?"), (chair, "It had a link to a shop.")]
    for author, text in texts:
        enquiries.write(topic.theme, member, author, source=text, nonce=uuid.uuid4())
between = PrivateConversation.objects.filter(participants__member__email=SIGN_INS["practitioner"])
if not between.exists():
    member = Member.objects.get(email=SIGN_INS["practitioner"])
    chair = Member.objects.get(email=SIGN_INS["administrator"])
    conversation = private_notes.start(
        chair, others=[member], source="Shall we meet in Turin?", nonce=uuid.uuid4()
    )
    private_notes.send(conversation, member, source="With *pleasure*.", nonce=uuid.uuid4())
if not Topic.objects.exclude(hidden_at=None).exists():
    member = Member.objects.get(email=SIGN_INS["practitioner"])
    chair = Member.objects.get(email=SIGN_INS["administrator"])
    hidden = actions.start_topic(
        topic.theme, member, title="Cheap solar lamps", language="en",
        source="Our shop sells lamps. Write to me for a price.", nonce=uuid.uuid4(),
    )
    facilitation.hide_topic(hidden, chair, why="This is advertising for a shop.")
if not Report.objects.filter(handled_at=None).exists():
    post = topic.posts.get(number=3)
    reporters = Member.objects.filter(is_staff=False).exclude(pk=post.author_id).order_by("pk")
    reports.report(post, reporters[0], why="Is this number true? I cannot find its source.")
    reports.report(post, reporters[1], why="This is about persons, not about the matter.", rule=1)
    other = Member.objects.get(email=SIGN_INS["constituent"])
    reports.report(other, reporters[0], why="He does not work there.", rule=8)
own_held = HeldPost.objects.filter(author__email=SIGN_INS["practitioner"])
if not own_held.exists():
    practitioner = Member.objects.get(email=SIGN_INS["practitioner"])
    constituent = Member.objects.get(email=SIGN_INS["constituent"])
    for author in (practitioner, constituent):
        HeldPost.objects.create(
            author=author, theme=topic.theme, topic=topic, language="en", nonce=uuid.uuid4(),
            source="Hello, I work in a *cooperative* of carers in Pune.", reason="first",
        )
if not ReceivedMail.objects.exists():
    member = Member.objects.get(email=SIGN_INS["practitioner"])
    mails = [("published", ""), ("refused", "too_big"), ("command", "")]
    for number, (state, reason) in enumerate(mails):
        ReceivedMail.objects.store(
            member=member, sender=member.email, message_id=f"<{number}@phone.example>",
            subject="Re: [Collective Brain] Care", state=state, reason=reason, raw=compressed(b"x"),
            removed="On 3 May 2026, Ana Silva wrote:\\n> Who pays for the care of children?",
            post=topic.posts.get(number=2) if state == "published" else None,
        )
invitation = Invitation.objects.first()
if invitation is None:
    chair = Member.objects.get(email=SIGN_INS["administrator"])
    invitation = Invitation.objects.create(
        made_by=chair, event_name="Academy of Turin", places=50,
        ends_at=timezone.now() + timedelta(days=7),
    )
    InvitedAddress.objects.create(
        invitation=invitation, email="chris@example.org", language="en", invited_by=chair,
        mailed_at=timezone.now(),
    )
    InvitedAddress.objects.create(
        invitation=invitation, email="dora@example.org", language="en", invited_by=chair,
        mailed_at=timezone.now(), returned_at=timezone.now(),
        return_reason="5.1.1 smtp; 550 5.1.1 No such user",
    )
if not Member.objects.filter(handle="newcomer").exists():
    Member.objects.create_user(
        "newcomer.demo@example.org", None, name="Noor", handle="newcomer", community="academic",
        email_confirmed_at=timezone.now(),
    )
if not Member.objects.filter(email="NEWCOMER").exists():
    Member.objects.create_user("NEWCOMER", "solidarity-economy", name="", handle="")

print(json.dumps({
    "theme": topic.theme.get_absolute_url(),
    "topic": topic.get_absolute_url(),
    "introductions": longest.get_absolute_url(),
    "post": reverse("topics:post", args=[topic.pk, 2]),
    "versions": reverse("revisions:compare", args=[topic.pk, edited.number]),
    "hidden": reverse("topics:hidden", args=[Topic.objects.exclude(hidden_at=None).first().pk]),
    "edit": reverse("topics:edit", args=[topic.pk, 2]),
    "manage": reverse("facilitation:manage", args=[topic.pk]),
    "split": reverse("facilitation:split", args=[topic.pk]),
    "merge": reverse("facilitation:merge", args=[topic.pk]),
    "report_form": reverse("reports:report_post", args=[topic.pk, 2]),
    "enquiry": Enquiry.objects.first().get_absolute_url(),
    "held": HeldPost.objects.last().get_absolute_url(),
    "own_held": own_held.first().get_absolute_url(),
    "conversation": between.first().get_absolute_url(),
    "report": Report.objects.filter(handled_at=None).first().get_absolute_url(),
    "report_profile": Report.objects.exclude(member=None).first().get_absolute_url(),
    "report_profile_form": reverse(
        "reports:report_member", args=[Member.objects.get(email=SIGN_INS["constituent"]).handle]
    ),
    "room": message.room.get_absolute_url(),
    "message": message.get_absolute_url(),
    "member": Member.objects.get(email=SIGN_INS["practitioner"]).get_absolute_url(),
    "newcomer": "newcomer",
    "received_id": ReceivedMail.objects.order_by("pk").first().pk,
    "invitation_id": invitation.pk,
    "member_id": Member.objects.get(email=SIGN_INS["practitioner"]).pk,
}))
"""


def page_paths(site: Site) -> dict[str, str]:
    """The values for the placeholders in PAGES, from the demonstration community."""
    return json.loads(site.shell(PRINT_PATHS.replace("NEWCOMER", NEWCOMER)))


def pages_for(reader: str, paths: dict[str, str]) -> list[tuple[str, str]]:
    """(name, path) of the pages that `reader` opens."""
    return [
        (name, path.format_map(paths)) for name, page_reader, path in PAGES if page_reader == reader
    ]
