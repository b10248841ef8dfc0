"""The words for true and false that people use, in the languages in which files are made.

Only words that mean the same everywhere are here. Left out for that: `ne` (no in Czech, yes in
Greek), `na` and `o` (which may be a zero). Excel writes its own TRUE and FALSE in the language of
the machine: `SANN`, `WAHR`, `VRAI`.
"""

from hubcli.core.choices import folded

TRUE = frozenset(
    {
        "true", "t", "yes", "y", "1", "on",
        "ja", "j", "oui", "si", "sí", "sì", "sim", "kyllä", "tak", "da", "да",
        "wahr", "vrai", "sann", "sant", "sand", "verdadero", "verdadeiro", "vero", "waar", "tosi", "prawda",
    }
)  # fmt: skip
FALSE = frozenset(
    {
        "false", "f", "no", "n", "0", "off",
        "nei", "nein", "nej", "nee", "non", "não", "nao", "ei", "nie", "нет",
        "falsch", "faux", "usann", "usant", "falsk", "falskt", "falso", "onwaar", "epätosi", "fałsz",
    }
)  # fmt: skip


def truth_of(text: str) -> str | None:
    """`true` or `false` for such a word, in any case; None for any other."""
    word = folded(text)
    if word in TRUE:
        return "true"
    return "false" if word in FALSE else None
