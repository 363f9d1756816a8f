"""Zips of text files: written the same each time, opened within bounds. What a package's is refused for stands in
tests/targets/packages/test_reading.py."""

import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.archives import MEGA, ArchiveRefused, Bounds, read_archive, write_archive

BOUNDS = Bounds(size=MEGA, files=5, file_size=3 * MEGA, unpacked=4 * MEGA, ratio=2000)
NAMES = ["a.json", "b.json", "lich-su/c.json"]


@given(st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=200), min_size=1))
def test_what_was_written_is_read(files):
    assert read_archive(write_archive(files), known=NAMES, bounds=BOUNDS) == files


def test_same_files_are_the_same_bytes():
    assert write_archive({"a.json": b"1"}) == write_archive({"a.json": b"1"})


@pytest.mark.parametrize("name", ["../a.json", "/a.json", "a", "A.json", "a/b/c.json", "đ.json", "a.json\n"])
def test_odd_name_is_not_written(name):
    with pytest.raises(ValueError, match="Not a plain name"):
        write_archive({name: b""})


@pytest.mark.parametrize(
    "sizes",
    [pytest.param([MEGA * 3 + 1], id="one file"), pytest.param([MEGA * 3, MEGA * 2], id="all together")],
)
def test_size_is_counted_while_unpacking(sizes):
    data = write_archive({name: bytes(size) for name, size in zip(NAMES, sizes, strict=False)})

    with pytest.raises(ArchiveRefused, match="giải nén ra quá lớn"):
        read_archive(data, known=NAMES, bounds=BOUNDS)


def test_ratio_is_bounded():
    data = write_archive({"a.json": bytes(2 * MEGA)})

    with pytest.raises(ArchiveRefused, match="giải nén ra quá lớn"):
        read_archive(data, known=NAMES, bounds=Bounds(MEGA, 5, 3 * MEGA, 4 * MEGA, ratio=100))


def test_list_that_lies_about_the_size_is_found(tmp_path):
    """The list says a few bytes; what comes out is counted."""
    data = bytearray(write_archive({"a.json": bytes(4 * MEGA)}))
    size = (4 * MEGA).to_bytes(4, "little")
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = (7).to_bytes(4, "little")

    with pytest.raises(ArchiveRefused):
        read_archive(bytes(data), known=NAMES, bounds=BOUNDS)


def test_damage_inside_a_file_is_found():
    data = bytearray(write_archive({"a.json": b"0123456789" * 50}))
    data[45] ^= 255

    with pytest.raises(ArchiveRefused, match="hỏng"):
        read_archive(bytes(data), known=NAMES, bounds=BOUNDS)


def test_empty_zip_holds_nothing(tmp_path):
    path = tmp_path / "a.zip"
    zipfile.ZipFile(path, "w").close()

    with pytest.raises(ArchiveRefused, match="không phải tệp nén zip"):
        read_archive(path.read_bytes(), known=NAMES, bounds=BOUNDS)
