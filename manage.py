#!/usr/bin/env python
"""Django's entry point."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collective_brain.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from collective_brain.serving.file_owners import refuse_file

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except PermissionError as error:
        sys.exit(refuse_file(error.filename or "a file"))


if __name__ == "__main__":
    main()
