"""The system check of the key of push messages: `manage.py check --deploy`, `manage.py doctor`."""

from typing import Any

from django.core import checks

from forum.push import encryption


def check_push_key(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """The public key follows from the private one, so these two always belong together."""
    if not encryption.is_configured() or encryption.is_key_usable():
        return []
    sentence = "PUSH_PRIVATE_KEY is not a key, so no device can turn on push messages."
    repair = "Set it to what `manage.py make_push_keys` prints, without spaces or quotation marks."
    return [checks.Error(sentence, hint=repair, id="forum_push.E001")]
