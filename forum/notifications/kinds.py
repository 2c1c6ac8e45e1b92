"""The kinds of notifications, with the sentence of each."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    REPLY = "reply", _("%(name)s replied to you")
    MENTION = "mention", _("%(name)s mentioned you")
    WATCHED = "watched", _("%(name)s wrote a new post")
    REPORT = "report", _("%(name)s asks you to look at a post")
    PROFILE = "profile", _("%(name)s reported the profile of a member")
    NOTE_REPORT = "note_rep", _("%(name)s reported a private note")
    HANDED_ON = "handed", _("%(name)s asks you to decide about a report")
    TO_LOOK_AT = "to_look", _("Several reports hid a text until you look at it")
    HELD = "held", _("%(name)s wrote a text that waits for a facilitator")
    APPROVED = "approved", _("%(name)s published your text")
    REJECTED = "rejected", _("%(name)s did not publish your text")
    NOTE = "note", _("%(name)s edited your post")
    HIDDEN = "hidden", _("%(name)s hid what you wrote")
    AGREED = "agreed", _("Reports of members hid what you wrote, until a facilitator has looked")
    SHOWN = "shown", _("%(name)s looked at what you wrote: everybody can read it again")
    WARNED = "warned", _("%(name)s sent you a warning")
    MOVED = "moved", _("%(name)s moved your topic to another theme")
    RETITLED = "retitled", _("%(name)s changed the title of your topic")
    CLOSED = "closed", _("%(name)s closed your topic to replies")
    ACCEPTED = "accepted", _("%(name)s accepted your post as the answer")
    ENQUIRY = "enquiry", _("%(name)s wrote to the facilitators")
    ANSWER = "answer", _("%(name)s answered your message to the facilitators")
    PRIVATE_NOTE = "private", _("%(name)s wrote you a private note")
    PARTICIPANT = "added", _("%(name)s added you to a private conversation")
    KEPT = "kept", _("%(name)s looked at what you reported and left it as it is")
    AMENDED = "amended", _("%(name)s edited what you reported")
    REMOVED = "removed", _("%(name)s hid what you reported")
    ACTED = "acted", _("%(name)s acted on what you reported")
    REVERSED = "reversed", _("%(name)s undid the decision about what you reported")
    WITHDRAWN = "withdrew", _("The author deleted what you reported")
    UNTOLD = "untold", _("You mentioned too many members at once. These have not been notified:")
    CONFIRMED = "confirm", _("%(name)s confirmed your community")
    UNCONFIRMED = "refused", _("%(name)s could not confirm your community")
    NO_PICTURE = "picture", _("%(name)s removed your profile picture")
    SILENCED = "silenced", _("%(name)s silenced you: you can read but not write")
    SUSPENDED = "suspend", _("%(name)s suspended your account")
    LIFTED = "lifted", _("%(name)s lifted the sanction: you can use your account as before")
    FACILITATOR = "role", _("%(name)s made you a facilitator")
    NO_FACILITATOR = "role_end", _("%(name)s ended your role as a facilitator")
    GROUP = "group", _("%(name)s added you to a group")
    NO_GROUP = "no_group", _("%(name)s removed you from a group")
    REQUEST = "request", _("%(name)s asks to join a group")
    TURNED_DOWN = "no_entry", _("%(name)s did not accept your request to join a group")
    REACTED = "reacted", _("Reactions to what you wrote")
    REMINDER = "reminder", _("You asked to be reminded of this")
    EXPORTED = "exported", _("The copy of what is yours is ready")
    APPEAL = "appeal", _("%(name)s appeals against a decision")
    APPEAL_MESSAGE = "appeal_m", _("%(name)s wrote about an appeal")
    UPHELD = "upheld", _("%(name)s decided about an appeal: the decision stands")
    CHANGED = "changed", _("%(name)s decided about an appeal: the decision is undone")
    VOUCHED = "vouched", _("%(name)s vouched for you: the limits of new members have ended for you")
    UNVOUCHED = "unvouch", _("%(name)s no longer vouches for you")
    NO_MAIL = "no_mail", _("Your e-mails have stopped. See why, and start them again")


# A member gets one notification of these kinds for a post, the first kind that applies. It counts
# as read when the member has seen the post. The other kinds stay unread until they are opened.
READ_WHEN_SEEN = (Kind.MENTION, Kind.REPLY, Kind.WATCHED)
IS_READ_WHEN_SEEN = Q(kind__in=[kind.value for kind in READ_WHEN_SEEN])

# The sentence of Kind.MOVED about a topic that was merged.
MERGED = _("%(name)s moved all posts of your topic into another one")
ABOUT_TOPIC = (Kind.MOVED, Kind.RETITLED, Kind.CLOSED)
# What reporters hear. Like HIDDEN, it is listed even if they may no longer see the topic.
OUTCOMES = (
    *(Kind.KEPT, Kind.AMENDED, Kind.REMOVED, Kind.ACTED),
    *(Kind.WITHDRAWN, Kind.REVERSED),
)
LISTED_WHEN_HIDDEN = [kind.value for kind in (Kind.HIDDEN, Kind.WARNED, Kind.AGREED, *OUTCOMES)]
# About the account of the member, not about a post or a message.
ABOUT_ACCOUNT = Q(topic=None, room=None)
# They lead to the page of a report.
ABOUT_CASE = [
    *(Kind.REPORT.value, Kind.PROFILE.value, Kind.NOTE_REPORT.value),
    *(Kind.HANDED_ON.value, Kind.TO_LOOK_AT.value),
]
# Only facilitators of the theme and administrators read these.
FOR_FACILITATORS = [*ABOUT_CASE, Kind.HELD.value, Kind.ENQUIRY.value, Kind.APPEAL.value]
ABOUT_TRUST = (Kind.VOUCHED, Kind.UNVOUCHED)
ABOUT_ROLE = (Kind.FACILITATOR, Kind.NO_FACILITATOR)
ABOUT_GROUP = (Kind.GROUP, Kind.NO_GROUP, Kind.REQUEST, Kind.TURNED_DOWN)
ABOUT_PRIVATE_NOTES = [Kind.PRIVATE_NOTE.value, Kind.PARTICIPANT.value]
ABOUT_COMMUNITY = (Kind.CONFIRMED, Kind.UNCONFIRMED)
