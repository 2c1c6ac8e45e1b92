from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilePicturesConfig(AppConfig):
    name = "forum.profile_pictures"
    verbose_name = _("Profile pictures")
