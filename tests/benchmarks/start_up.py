"""How long `hubcli --version` and `--help` take beside `import typer, rich.console`, as ratios.

    python -m tests.benchmarks.start_up [ROUNDS]

The three take turns, and the best of the rounds counts, since machines are noisy.
"""

import subprocess
import sys
import time

_COMMANDS = {
    "import typer, rich.console": ["-c", "import typer, rich.console"],
    "hubcli --version": ["-m", "hubcli", "--version"],
    "hubcli --help": ["-m", "hubcli", "--help"],
}


def main(rounds: int) -> None:
    """Print the figures."""
    best = dict.fromkeys(_COMMANDS, float("inf"))
    for _ in range(rounds):
        for name, arguments in _COMMANDS.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
            best[name] = min(best[name], time.perf_counter() - began)
    reference = best["import typer, rich.console"]
    for name, seconds in best.items():
        print(f"{name:28} {seconds * 1000:6.0f} ms  {seconds / reference:5.2f} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
