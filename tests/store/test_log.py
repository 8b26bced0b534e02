import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.store.log import Log

lines = st.lists(
    st.binary(max_size=40).map(lambda data: data.replace(b"\n", b"")), min_size=1, max_size=30
)


@pytest.fixture
def log(tmp_path, monkeypatch):
    # Blocks of a few bytes, so that every way a line can lie across their edges is met.
    monkeypatch.setattr("registry.store.log._CHUNK", 16)
    log = Log(tmp_path / "log", writable=True)
    yield log
    log.close()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=lines, data=st.data())
def test_lines_are_found_forward_backward_and_by_their_start(log, lines, data):
    with log.path.open("wb") as file:
        file.write(b"".join(line + b"\n" for line in lines))
    offsets, position = [], 0
    for line in lines:
        offsets.append(position)
        position += len(line) + 1
    every = list(zip(offsets, lines, strict=True))
    assert list(log.lines(0, position)) == every
    whole = [(offset, line) for offset, line in every if line]
    assert list(log.lines_backward(position)) == whole[::-1]
    place = data.draw(st.integers(0, position))
    assert log.line_after(place, position) == min(
        [offset for offset in offsets if offset >= place], default=position
    )
    for start in {line[:6] for line in lines if line}:
        offset, line = log.find_last(start)
        assert line == [line for line in lines if line.startswith(start)][-1]
        assert log.line_at(offset) == line
    assert log.find_last(b"no line begins so, since it is longer than forty bytes") is None


def test_a_line_without_its_end_is_not_yielded_forward(log):
    log.append(b"one\ntwo\nthr")
    assert [line for _, line in log.lines(0, log.size())] == [b"one", b"two"]


def test_an_append_moves_the_end_and_a_replaced_file_is_noticed(log):
    log.append(b"one\n")
    assert log.is_at(4)
    assert not log.is_at(3)
    log.path.unlink()
    assert log.is_replaced()
    assert not log.is_at(4)
