"""A folder into which a test puts files, and from which it opens them."""

from pathlib import Path

import pytest

from tests.sources.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture(scope="session")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """For properties, which write the same file over and over."""
    return Folder(tmp_path_factory.mktemp("sources"))
