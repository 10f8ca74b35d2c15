"""Why a backup was not made or not restored; nothing was changed then."""


class BackupRefusedError(Exception):
    """It cannot be done.

    Args:
        reason: names the text that tells it, ``cli-backup-…``.
        facts: what that text shows.
    """

    def __init__(self, reason: str, **facts: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts
