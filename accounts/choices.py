"""What a member chooses from: a community, a side of it, and who may see a part of the profile."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Community(models.TextChoices):
    ACADEMIC = "academic", _("Academic")
    PRACTITIONER = "practitioner", _("Practitioner")
    CONSTITUENT = (
        "constituent",
        pgettext_lazy("ILO: governments, employers, workers", "Constituent"),
    )


class Side(models.TextChoices):
    GOVERNMENT = "government", pgettext_lazy("side of a constituent", "Government")
    EMPLOYERS = "employers", pgettext_lazy("side of a constituent", "Employers")
    WORKERS = "workers", pgettext_lazy("side of a constituent", "Workers")


class Audience(models.TextChoices):
    """Who may see a part of a member's profile."""

    NOBODY = "nobody", _("Nobody")
    MEMBERS = "members", _("Members who have signed in")
    EVERYONE = "everyone", _("Everyone")
