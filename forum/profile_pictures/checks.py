"""The checks of profile pictures: the name that pages show is that of a stored picture."""

from collections.abc import Iterator

from django.db.models import QuerySet

from accounts.models import Member
from collective_brain.doctor import Problem, RowCheck
from forum.profile_pictures.models import ProfilePicture


def _find_without_picture(members: "QuerySet[Member]") -> Iterator[Problem]:
    stored = set(ProfilePicture.objects.filter(member__in=members).values_list("name", flat=True))
    for pk, name in members.exclude(picture="").values_list("pk", "picture"):
        if name not in stored:
            yield Problem(pk, f"The profile picture of member {pk} is missing")


def _show_initials(keys: list[int]) -> None:
    for member in Member.objects.filter(pk__in=keys):
        if not ProfilePicture.objects.filter(name=member.picture).exists():
            Member.objects.filter(pk=member.pk, picture=member.picture).update(picture="")


CHECKS = [
    RowCheck(
        "profile-pictures",
        rows=Member.objects.all,
        find=_find_without_picture,
        repair=_show_initials,
        repair_sentence="shows the initials",
    ),
]
