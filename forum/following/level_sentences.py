"""What each notification level means, in one sentence of the member."""

from django.utils.translation import gettext_lazy as _

from forum.following.levels import Level

# From the most to the least that reaches the member, as the forms show them.
SENTENCES = {
    Level.WATCHING: _("Tell me about every new post."),
    Level.TRACKING: _("Show new posts on my page “Following”, without notifications."),
    Level.NORMAL: _("Tell me only when somebody replies to me or mentions me."),
    Level.MUTED: _("Show nothing as new. Replies to me and mentions still reach me."),
}


def level_choices() -> list[tuple[str, str, str]]:
    """(value, name, sentence) of each level."""
    return [(level.value, str(level.label), str(text)) for level, text in SENTENCES.items()]


def confirmation(level: str) -> str:
    """What the chosen level means from now on."""
    chosen = Level(level)
    return f"{chosen.label} – {SENTENCES[chosen]}"
