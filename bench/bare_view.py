"""The baseline of every page: a Django view without middleware, database or template.

gunicorn serves it as bench.bare_view:application.
"""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.gunicorn_server import BARE_PATH

_BODY = "<!doctype html><title>Bare</title><p>Hello.</p>"


def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_BODY)


urlpatterns = [path(BARE_PATH[1:], _view)]

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bare", MIDDLEWARE=[])
application = get_wsgi_application()
