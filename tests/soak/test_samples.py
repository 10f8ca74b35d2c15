"""What a soak says of its samples: growth is seen, and what only wavers is not."""

from dataclasses import replace

from tests.soak.samples import Sample, verdicts

COUNT = 40
FLAT = Sample(
    at=0.0,
    memory=(300.0, 310.0),
    files=(100, 110),
    connections=20,
    backlog=30,
    waiting=5,
    answered=0,
    p99=0.1,
)


REST = replace(FLAT, files=(30, 32), backlog=0, waiting=0)


def broken(samples: list[Sample], after: Sample = REST) -> list[str]:
    """The beginnings of the sentences that do not hold."""
    found = verdicts(samples, (REST, after), per_second=100.0)
    return [sentence.partition(":")[0] for sentence, holds in found.items() if not holds]


def test_a_run_that_stays_as_it_is_is_good() -> None:
    assert broken([FLAT] * COUNT) == []


def test_memory_that_wavers_is_not_taken_for_a_leak() -> None:
    samples = [replace(FLAT, memory=(300.0 + 5 * (n % 3), 310.0)) for n in range(COUNT)]

    assert broken(samples) == []


def test_memory_of_one_process_that_grows_is_seen() -> None:
    samples = [replace(FLAT, memory=(300.0, 310.0 + 3 * n)) for n in range(COUNT)]

    assert broken(samples) == ["memory of process 2 is flat"]


def test_connections_that_are_not_given_back_are_seen() -> None:
    samples = [replace(FLAT, connections=20 + n // 4) for n in range(COUNT)]

    assert broken(samples) == ["no leaked connections"]


def test_files_that_are_open_when_all_rests_are_seen() -> None:
    assert broken([FLAT] * COUNT, after=replace(REST, files=(30, 41))) == ["no leaked files"]


def test_files_of_presses_on_their_way_are_not_taken_for_a_leak() -> None:
    samples = [replace(FLAT, files=(100 + n, 110), waiting=5 + n) for n in range(COUNT)]

    assert broken(samples) == []


def test_a_backlog_of_more_than_two_seconds_is_seen() -> None:
    samples = [replace(FLAT, backlog=10 * n) for n in range(COUNT)]

    assert broken(samples) == ["no growing backlog"]
