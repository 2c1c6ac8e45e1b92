"""Each test has a folder of its own for uploaded files."""

import pytest
from django.core.files.storage import storages


@pytest.fixture(autouse=True)
def stored_files(settings, tmp_path):
    """The folder in which the site stores the files."""
    folder = tmp_path / "stored"
    options = {"location": folder, "base_url": None}
    storage = settings.STORAGES["uploads"] | {"OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"uploads": storage}
    yield folder
    storages._storages.clear()


@pytest.fixture
def store():
    """Store a file of a member by the action: a picture, if the test says nothing else."""
    from tests import factories as make  # imports models, so Django must have loaded
    from tests.forum.uploads import files

    def store_file(owner, content=None, *, name="photo.jpg", alt=""):
        return make.upload(owner, content or files.picture(), name=name, alt=alt)

    return store_file
