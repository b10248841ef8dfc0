"""hubcli with all three streams on one terminal, and somebody who answers."""

import os
import pty
import select
import subprocess
import sys
import time

from tests.end_to_end.process import Ended, Hubcli


def on_terminal(hubcli: Hubcli, *args: str, answer: str = "") -> Ended:
    """Run with all three streams on one terminal; the answer is typed when a question is there."""
    master, slave = pty.openpty()
    env = {**hubcli.environment, "TERM": "xterm-256color", "COLUMNS": "120"}
    process = subprocess.Popen(
        [sys.executable, "-m", "hubcli", *args],
        cwd=hubcli.folder, env=env, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    said, end = b"", time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([master], [], [], 0.2)[0]:
            try:
                data = os.read(master, 65_536)
            except OSError:
                break
            if not data:
                break
            said += data
        if answer and b"?" in said:
            os.write(master, answer.encode())
            answer = ""
    code = process.wait(10)
    os.close(master)
    text = said.decode()
    return Ended(code, text, text)
