"""Files for the tests, made when they are needed."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def picture(kind: str = "JPEG", *, size=(400, 300), colour="teal", mode="RGB", **options) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, kind, **options)
    return file.getvalue()


def pdf(words: str = "Care") -> bytes:
    return f"%PDF-1.4\n1 0 obj << /Title ({words}) >> endobj\ntrailer\n%%EOF\n".encode()


def archive(**entries: str | bytes) -> bytes:
    """A ZIP file. `/` in a name is written as `__`, and `.` as `_DOT_`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in entries.items():
            written.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return file.getvalue()


def docx(**entries: str | bytes) -> bytes:
    parts = {"[Content_Types]_DOT_xml": CONTENT_TYPES, "word__document_DOT_xml": "<w/>"}
    return archive(**parts, **entries)


def odt() -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    return archive(mimetype=kind, content_DOT_xml="<office/>")


def as_form_file(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
