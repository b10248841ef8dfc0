"""The answer to `--version`."""

from hubcli.report.console import Streams


def print_version(version: str, streams: Streams) -> None:
    """`hubcli 1.2.3`, on standard output."""
    streams.stdout.line(f"hubcli {version}")
    streams.stdout.flush()
