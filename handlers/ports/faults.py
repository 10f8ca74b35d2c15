"""What keeps a use case from being stored, named by what its caller must do."""


class StorageAwayError(Exception):
    """The database does not answer: whoever asked has to come again later.

    Perhaps the last transaction was stored all the same, so what comes again needs a key.

    Attributes:
        kind: of the driver's error; its text may hold an address.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class ConnectionCutError(StorageAwayError):
    """A connection was lost that had been good: another one may be had at once."""
