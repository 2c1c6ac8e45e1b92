"""`manage.py doctor` finds rows without files and files without rows."""

import os
import time

import pytest

from forum.uploads import checks
from forum.uploads.models import State, Upload
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_doctor_finds_a_row_without_its_file(stored_files):
    whole, lost = make.upload(), make.upload()
    (stored_files / lost.file).unlink()

    [problem] = checks.find_without_file(Upload.objects.all())
    assert problem.key == lost.pk
    [check] = checks.CHECKS
    check.repair([whole.pk, lost.pk])

    states = dict(Upload.objects.values_list("pk", "state"))
    assert states == {whole.pk: State.READY, lost.pk: State.REFUSED}
    assert not list(checks.find_without_file(Upload.objects.all()))


def test_doctor_finds_a_file_without_its_row(stored_files):
    make.upload()
    assert not list(checks.find_files_without_row())
    left = stored_files / "ab" / "left"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"x")
    assert not list(checks.find_files_without_row())  # its row may come in a moment

    os.utime(left, (time.time() - 7200,) * 2)

    assert list(checks.find_files_without_row()) == [
        "1 uploaded files have no row, such as ab/left. Delete them."
    ]
