"""The README taken apart: its generated blocks, its fenced blocks, its headings and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.docs.shell import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")

_GENERATED = re.compile(
    r"<!-- \[\[\[cog(.*?)\]\]\] -->\n(.*?)<!-- \[\[\[end\]\]\] -->\n", re.DOTALL
)
_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(#([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Generated:
    """A block that cog writes."""

    code: str
    whole: str
    """With its markers."""
    name: str
    """For the names of tests."""


def generated() -> list[Generated]:
    """All of them, in their order."""
    return [
        Generated(match[1].strip(), match[0], f"line-{README[: match.start()].count(chr(10)) + 1}")
        for match in _GENERATED.finditer(README)
    ]


def fenced(language: str, text: str = README) -> Iterator[str]:
    """What is in the fenced blocks of one language."""
    return (match[2].strip() for match in _FENCED.finditer(text) if match[1] == language)


def by_hand() -> str:
    """The README without what cog writes."""
    return _GENERATED.sub("", README)


def section(heading: str) -> str:
    """The text under a heading of the second level, up to the next one."""
    _, _, rest = README.partition(f"\n## {heading}\n")
    return rest.partition("\n## ")[0]


def anchors() -> set[str]:
    """The names that links can point to."""
    prose = _FENCED.sub("", README)
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        for title in _HEADING.findall(prose)
    }


def links() -> set[str]:
    """The anchors that links do point to."""
    return set(_LINK.findall(README))
