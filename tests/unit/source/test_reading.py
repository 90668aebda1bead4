"""Reading text: every byte sequence gives a text, every path a text or a problem."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hielements.source import reading
from hielements.source.reading import ReadProblem, UndecodablePlace, decode, read_text


def test_text_is_read_under_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.hie").write_bytes(b"\xef\xbb\xbfelement \xc3\xa4\r\n")
    source = read_text(str(tmp_path / "a.hie"), "specs/a.hie")
    assert not isinstance(source, ReadProblem)
    assert (source.name, source.path) == ("specs/a.hie", str(tmp_path / "a.hie"))
    assert source.text == "element ä\r\n"
    assert source.undecodable == ()


def test_bytes_that_are_no_utf8_are_marked_where_they_stand() -> None:
    source = decode(b"ab\xff\xfe c\xe2\x82 d\xed\xa0\x80", "x")
    assert source.text == "ab\ufffd\ufffd c\ufffd\ufffd d\ufffd\ufffd\ufffd"
    assert source.undecodable == (
        UndecodablePlace(2, 4, b"\xff\xfe"),
        UndecodablePlace(6, 8, b"\xe2\x82"),
        UndecodablePlace(10, 13, b"\xed\xa0\x80"),
    )


@given(st.binary(max_size=200))
def test_no_byte_is_lost(content: bytes) -> None:
    source = decode(content, "x")
    pieces = []
    offset = 0
    for place in source.undecodable:
        assert set(source.text[place.start : place.end]) == {"\ufffd"}
        pieces += [source.text[offset : place.start].encode(), place.content]
        offset = place.end
    pieces.append(source.text[offset:].encode())
    assert b"".join(pieces) == content.removeprefix(b"\xef\xbb\xbf")


def test_a_replacement_character_in_the_file_is_no_trouble() -> None:
    assert decode("\ufffd".encode(), "x").undecodable == ()


def test_binary_files_are_read_in_linear_time() -> None:
    assert len(decode(b"\xffa" * 1_000_000, "x").undecodable) == 1_000_000


def test_problems_are_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "broken").symlink_to("nothing")
    (tmp_path / "large").write_bytes(b"x" * 100)
    monkeypatch.setattr(reading, "MAX_SIZE", 99)
    expected = {
        "nothing": "does not exist",
        "broken": "is a symbolic link that points nowhere",
        "pipe": "is not a file",
        "": "is a folder",
        "large": "is larger than 99 bytes",
        "n" * 5000: "cannot be read (file name too long)",
        "large/x": "cannot be read (not a directory)",
        "a\0b": "is not a possible path",
    }
    for path, message in expected.items():
        assert read_text(f"{tmp_path}/{path}", "name") == ReadProblem("name", message)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "closed").touch(mode=0)
    assert read_text(str(tmp_path / "closed"), "x") == ReadProblem("x", "may not be read (permission denied)")
