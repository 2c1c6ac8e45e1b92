"""Values of `lang` attributes.

{{ code|html_language }}: of words of the site. {{ text|text_language:code }}: of a member's text.
"""

from django import template

from collective_brain.i18n.languages import html_language, text_language

register = template.Library()
register.filter(html_language)
register.filter(text_language)
