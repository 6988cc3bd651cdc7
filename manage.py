#!/usr/bin/env python
"""Entry point of every management command."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # Typed without settings a command means the demo's; a server must be told, like config.asgi.
    if sys.argv[1:2] != ["reconciler"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    execute_from_command_line(sys.argv)
