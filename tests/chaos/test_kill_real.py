"""kill -9 of a real process, in the short form; `python -m tests.chaos.kill_real` is the long one."""

from pathlib import Path

from tests.chaos.kill_real import check, in_sequence, scene


def test_the_same_end_as_without(tmp_path: Path) -> None:
    with scene(tmp_path, 3_000, "--latency", "0.01", batch_size=25) as one:
        figures = in_sequence(one, kills=3, seed=11)
        assert figures.kills == 3
        check(one)


def test_the_process_that_reads_ahead_ends_with_its_parent(tmp_path: Path) -> None:
    with scene(tmp_path, 20_000, "--latency", "0.01") as one:
        figures = in_sequence(one, kills=1, seed=12)
        assert (figures.kills, figures.children, figures.orphans) == (1, 1, 0)
        check(one)
