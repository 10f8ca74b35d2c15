"""The secret of installations that tests make."""

SECRET = "of a test installation, known to all"
