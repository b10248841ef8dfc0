"""A token for HubSpot: a value that never shows itself."""

import re

from hubcli.errors import AccountError

TOKEN_VARIABLE = "HUBSPOT_ACCESS_TOKEN"  # noqa: S105 – the name of a variable
HOW_TO_SET = (
    f"Set {TOKEN_VARIABLE} to the token of a service key or private app, name a command that"
    " prints it as token_command in your own hubcli.yaml, or type `hubcli auth login`; to try"
    " hubcli without an account, use --rehearse."
)
_VISIBLE = re.compile(r"[!-~]+")


class Token:
    """A token; only `reveal` gives it away."""

    __slots__ = ("_text",)

    def __init__(self, text: str, *, origin: str) -> None:
        """Outer white space is left out; `origin` names where the text was found.

        Raises AccountError, which does not repeat the text, where no header could carry it.
        """
        stripped = text.strip()
        if not stripped:
            raise AccountError(f"{origin} gives an empty token", HOW_TO_SET)
        if not _VISIBLE.fullmatch(stripped):
            raise AccountError(
                f"{origin} gives a token with white space, control characters or letters outside"
                " ASCII",
                "A token is one word, such as pat-na1-…; was something else copied with it?",
            )
        self._text = stripped

    def reveal(self) -> str:
        """The token itself, for the request's header and nothing else."""
        return self._text

    def __repr__(self) -> str:
        return "Token(****)"
