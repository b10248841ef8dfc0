from hubcli.core.run_lines import RunLine, Stage


def test_a_run_is_told_in_words_that_people_read() -> None:
    assert [str(stage) for stage in Stage] == ["finished", "unfinished", "at work", "cut off"]
    line = RunLine("1", "create", "contacts", 7, False, (), {}, Stage.FINISHED, "2026", None)  # noqa: FBT003
    assert line.stage == "finished"
