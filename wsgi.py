"""The application for a server: `gunicorn wsgi:app`, `flask --app wsgi …`."""

from __future__ import annotations

import sys

from portfolio import create_app
from portfolio.core.database import NoFolderError, TooOldError
from portfolio.settings import SettingError

try:
    app = create_app()
except (SettingError, NoFolderError, TooOldError) as error:
    sys.exit(f"Third Space does not start: {error}")
