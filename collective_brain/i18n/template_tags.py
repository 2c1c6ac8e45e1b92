"""Values of `lang` attributes, and how long ago something was.

{{ code|html_language }}: of words of the site. {{ text|text_language:code }}: of a member's text.
{{ moment|time_ago }}: "3 h ago", for _time_ago.html. {% words_of_ages %}: see words_of_ages().
"""

from datetime import datetime

from django import template
from django.utils import timezone

from collective_brain.i18n.languages import html_language, text_language
from collective_brain.i18n.relative_time import relative_time, words_of_ages

register = template.Library()
register.filter(html_language)
register.filter(text_language)
register.simple_tag(words_of_ages)


@register.filter
def time_ago(moment: datetime) -> str:
    """Not in cached fragments and pages, which would keep the words."""
    return relative_time(moment, timezone.now())
