"""JSON from elsewhere. What is refused, with its sentence, stands in tests/targets/packages/test_reading.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.strict_json import DEEPEST, JsonRefused, read_json, write_json

PLAIN = st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(st.characters(exclude_characters="\x00"))
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner), max_leaves=20)


@given(VALUES)
def test_what_was_written_is_read(value):
    try:
        assert read_json(write_json(value)) == value
    except JsonRefused as refused:
        assert "lồng quá" in refused.reason


@given(st.binary(max_size=60) | st.text('[]{}",:\\u0 1eE.-nulltrfas', max_size=60).map(str.encode))
def test_anything_else_is_refused_or_read(data):
    try:
        read_json(data)
    except JsonRefused as refused:
        assert refused.reason


@pytest.mark.parametrize("text", ['"[[[[[[[[[["', '["]]]]", "{{{{{{{{{"]', '["\\"[[[[[[[[["]'])
def test_brackets_in_texts_do_not_nest(text):
    assert read_json(text.encode())


@pytest.mark.parametrize(("depth", "is_read"), [(DEEPEST, True), (DEEPEST + 1, False)])
def test_depth(depth, is_read):
    data = b"[" * depth + b"]" * depth

    if is_read:
        assert read_json(data) is not None
    else:
        with pytest.raises(JsonRefused, match="lồng quá 8 lớp"):
            read_json(data)
