"""{% face member %}: the face of a member, beside their name."""

from django import template

from accounts import faces

register = template.Library()
register.simple_tag(faces.face, name="face")
