"""The listeners of every event, the module that serves each stream, and the periodic tasks.

Each module here is a table: event -> what happens after it. Only forum/apps.py imports them.
"""

from accounts import hooks
from collective_brain import event_log, retention
from collective_brain.backups import daily as daily_backups
from collective_brain.outgoing_mail import envelopes
from collective_brain.outgoing_mail import tasks as mail_tasks
from forum import live
from forum.announcements import listeners as announcement_listeners
from forum.bookmarks import tasks as bookmark_tasks
from forum.chat import streams as chat_streams
from forum.chat import uploads_in_texts
from forum.contributions import screening_hook
from forum.event_listeners import accounts, conversations, moderation, themes, topics
from forum.facilitation import plan_actions
from forum.following.models import ThemeFollow
from forum.insight import counting as insight_counting
from forum.mail import tasks as member_mail_tasks
from forum.mail.delivery import bounce_keys
from forum.mail.incoming import tasks as incoming_mail_tasks
from forum.mail.joining.models import InvitedAddress
from forum.notifications import reaction_lines
from forum.notifications import streams as notification_streams
from forum.private_notes import streams as private_note_streams
from forum.private_notes import uploads_in_notes
from forum.push import tasks as push_tasks
from forum.screening import form_trap
from forum.screening import screen as screening
from forum.topics import streams as topic_streams
from forum.topics import theme_streams
from forum.trust import tasks as trust_tasks
from forum.uploads import hooks as upload_hooks
from forum.uploads import quarantine

LISTENERS: event_log.ListenersByEvent = {
    **accounts.LISTENERS,
    **themes.LISTENERS,
    **topics.LISTENERS,
    **conversations.LISTENERS,
    **moderation.LISTENERS,
}

STREAMS: dict[str, live.StreamKind] = {
    "topic": topic_streams.topic_stream,
    "room": chat_streams.room_stream,
    "note": private_note_streams.private_conversation_stream,
    "theme": theme_streams,
    "member": notification_streams,
}


# The worker runs these every settings.EVENT_LOG_SWEEP_EVERY seconds.
PERIODIC_TASKS = [
    mail_tasks.retry_overdue,
    member_mail_tasks.enqueue_due_mail,
    push_tasks.enqueue_due_messages,
    incoming_mail_tasks.enqueue_reading,
    reaction_lines.write_lines_of_the_day,
    bookmark_tasks.remind_due,
    trust_tasks.compute_due_levels,
    quarantine.scan_waiting_files,
    daily_backups.enqueue_daily_backup,
    plan_actions.apply_due_plans,
    announcement_listeners.show_current,
    insight_counting.count_days,
    retention.delete_old,
]


def register_all() -> None:
    """Connect the packages of the site at start-up."""
    event_log.register(LISTENERS, PERIODIC_TASKS)
    live.register_stream_kinds(STREAMS)
    screening_hook.screen, screening_hook.was_held = screening.screen, screening.was_held
    screening_hook.screen_edit = screening.screen_edit
    screening_hook.arrival_of = form_trap.arrival_of
    screening_hook.own_reply_waits = screening.own_reply_waits
    upload_hooks.visible_uses = lambda member: (
        uploads_in_texts.visible_uses(member) | uploads_in_notes.visible_uses(member)
    )
    hooks.theme_choices = ThemeFollow.objects.theme_choices
    hooks.count_returned_invitations = InvitedAddress.objects.count_returned
    envelopes.sender_to = bounce_keys.sender_to
    hooks.is_facilitator = lambda member: member.facilitated_themes.exists()
