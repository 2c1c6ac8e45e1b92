"""Values of `lang` attributes, and what scripts call the age of a text.

{{ code|html_language }}: of words of the site. {{ text|text_language:code }}: of a member's text.
{% words_of_ages %}: see words_of_ages().
"""

from django import template

from collective_brain.i18n.languages import html_language, text_language
from collective_brain.i18n.relative_time import words_of_ages

register = template.Library()
register.filter(html_language)
register.filter(text_language)
register.simple_tag(words_of_ages)
