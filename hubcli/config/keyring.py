"""Tokens in the system's keyring, one for each profile."""

from dataclasses import dataclass
from typing import Protocol

from hubcli.config.token_text import Token
from hubcli.errors import AccountError, UnusableError

SERVICE = "hubcli"
DEFAULT = "default"
"""The entry of no profile."""
_INSTALL = (
    "Install it: pip install 'hubcli[keyring]'; or set token_command in your own hubcli.yaml."
)
_WITHOUT = "Set HUBSPOT_ACCESS_TOKEN, or token_command in your own hubcli.yaml, instead."


class Backend(Protocol):
    """What keeps passwords, as the library keyring has it."""

    def get_password(self, service: str, username: str) -> str | None:
        """The password; None where there is none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep one, in place of the one of before."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keyring, or why there is none: every call raises UnusableError then."""

    backend: Backend

    def token(self, entry: str) -> str | None:
        """The token of an entry; None where there is none."""
        from keyring.errors import KeyringError  # noqa: PLC0415 - an extra

        try:
            return self.backend.get_password(SERVICE, entry)
        except KeyringError as error:
            raise _unusable(error) from None

    def keep(self, entry: str, token: Token) -> None:
        """Keep a token."""
        from keyring.errors import KeyringError  # noqa: PLC0415 - an extra

        try:
            self.backend.set_password(SERVICE, entry, token.reveal())
        except KeyringError as error:
            raise _unusable(error) from None

    def forget(self, entry: str) -> bool:
        """Whether there was one."""
        from keyring.errors import KeyringError  # noqa: PLC0415 - an extra

        if self.token(entry) is None:
            return False
        try:
            self.backend.delete_password(SERVICE, entry)
        except KeyringError as error:
            raise _unusable(error) from None
        return True


def system_keyring() -> Keyring:
    """The system's own. Raises UnusableError where the library is not installed."""
    try:
        import keyring  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise UnusableError("the library keyring is not installed", _INSTALL) from None
    return Keyring(keyring.get_keyring())


def _unusable(error: Exception) -> UnusableError:
    # The type only: some backends put into the text what was asked of them.
    return UnusableError(f"the system's keyring can't be used ({type(error).__name__})", _WITHOUT)


@dataclass(frozen=True, slots=True)
class KeyringToken:
    """A token in the keyring; `hubcli auth login` puts another one there."""

    entry: str
    keyring: Keyring
    renewable: bool = False

    @property
    def origin(self) -> str:
        """Its name, for messages."""
        return f"the system's keyring (entry {self.entry})"

    def fetch(self) -> Token:
        """The token; raises AccountError where there is none."""
        text = self.keyring.token(self.entry)
        if text is None:
            raise AccountError(f"{self.origin} has no token", "Type `hubcli auth login`.")
        return Token(text, origin=self.origin)
