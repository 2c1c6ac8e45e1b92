"""The WSGI application, for gunicorn or another WSGI server in production (decision 8)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collective_brain.settings")
application = get_wsgi_application()
