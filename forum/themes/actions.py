"""Actions of administrators. Django's admin saves a theme, and the action records the event."""

from typing import Any

from collective_brain import event_log
from forum.themes.events import ThemeChanged
from forum.themes.models import Theme


def record_change(theme: Theme, *, by: Any) -> None:
    """Record that `by` saved `theme` and its facilitators. Call it in the admin's transaction."""
    Theme.objects.store_facilitators_for_display()
    event_log.record(ThemeChanged(theme.pk, by=by.pk))
