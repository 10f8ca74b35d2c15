"""Keyed digests of what must be recognised but never read back, or cannot be made by others."""

import hmac


class Digests:
    """HMAC-SHA256 under keys made from the secret of this installation.

    With the database alone nobody can try all phone numbers; a secret that is lost makes stored
    digests useless, so it belongs into the backup.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def phone(self, number: str) -> str:
        """Digest of a phone number in the form of ``contest.phones``."""
        return self._digest("phone", number)

    def code(self, code: str) -> str:
        """Digest of a one-time code."""
        return self._digest("code", code)

    def certificate(self, reference: str) -> str:
        """Digest of what a certificate is of; it cannot be made without the secret."""
        return self._digest("certificate", reference)

    def _digest(self, purpose: str, value: str) -> str:
        key = hmac.digest(self._secret, purpose.encode(), "sha256")
        return hmac.new(key, value.encode(), "sha256").hexdigest()
