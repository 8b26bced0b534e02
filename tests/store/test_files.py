import pytest

from registry.errors import NotFound, StoreUnavailable
from registry.store.files import Files


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path / "files")


def put(files, path, content=b"x", fileset="a"):
    with files.begin(fileset, path) as upload:
        upload.write(content)
        return upload.keep()


def test_what_is_kept_can_be_read(files):
    put(files, "dir/é", b"content")
    found = files.get("a", "dir/é")
    assert (found.path, found.size, found.place.read_bytes()) == ("dir/é", 7, b"content")


def test_what_is_not_kept_leaves_nothing(files, tmp_path):
    with files.begin("a", "x") as upload:
        upload.write(b"half")
    assert not [f for f in tmp_path.rglob("*") if f.is_file()]
    assert not files.has_any("a")


def test_filesets_do_not_see_each_others_files(files):
    put(files, "x", fileset="b")
    assert not files.has_any("a")
    assert files.list("a") == ()
    with pytest.raises(NotFound):
        files.get("a", "x")


def test_a_folder_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "files").write_text("not a folder")
    with pytest.raises(StoreUnavailable, match="files"):
        put(Files(tmp_path / "files"), "x")


def test_dropping_what_was_never_there_is_fine(files):
    files.drop("none")


def test_what_a_crash_cut_off_is_removed_and_what_is_being_received_is_not(files, tmp_path):
    folder = tmp_path / "files" / ".incoming"
    with files.begin("a", "x") as upload:
        upload.write(b"half")
        (folder / "left").write_bytes(b"half")
        Files(tmp_path / "files").clear_aside()
        assert len([*folder.iterdir()]) == 1
        upload.keep()
    assert files.get("a", "x").size == 4
    assert not [*folder.iterdir()]


def test_there_is_nothing_to_clear_in_a_folder_that_is_not_there(files):
    files.clear_aside()
    assert files.list("a") == ()
