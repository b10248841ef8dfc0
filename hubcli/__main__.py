"""The entry point: `hubcli`, or `python -m hubcli`."""

import os
import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    if sys.argv[1:] == ["--version"]:
        # Asked by scripts at every start, so it does without the command line's own imports.
        from hubcli import __version__  # noqa: PLC0415
        from hubcli.report.console import Streams  # noqa: PLC0415
        from hubcli.report.version import print_version  # noqa: PLC0415

        print_version(__version__, Streams.of_process(os.environ))
        return
    from hubcli.cli.app import run  # noqa: PLC0415

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
