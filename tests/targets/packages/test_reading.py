"""A file that is no package, or no whole one, is refused in a sentence that says where; no database is asked."""

import io
import zipfile

import pytest

from core.archives import write_archive
from targets.packages.bounds import BOUNDS
from targets.packages.reading import read_package
from targets.packages.refusals import PackageRefused
from tests.targets.packages.packing import changed, content_in, packed, unpacked


@pytest.fixture(scope="module")
def data(packages) -> bytes:
    return packages["lao-cai-2021"].with_history


def refusals_of(data: bytes) -> list[str]:
    with pytest.raises(PackageRefused) as refused:
        read_package(data)
    return [str(refusal) for refusal in refused.value.refusals]


def refusal_of(data: bytes) -> str:
    [refusal] = refusals_of(data)
    return refusal


def test_package_says_what_it_is(data):
    package = read_package(data)

    assert (package.code, package.software, package.has_history) == ("lao-cai-2021", "plan-targets 0.1.0", True)
    assert package.exported_at.isoformat() == "2026-11-22T09:30:00+00:00"


# Files


def test_no_zip():
    assert refusal_of(b"Ke hoach") == "Tệp không phải tệp nén zip."
    assert refusal_of(b"") == "Tệp không phải tệp nén zip."
    assert refusal_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100) == "Tệp không phải tệp nén zip."


@pytest.mark.parametrize("part", [0.02, 0.5, 0.99])
def test_truncated(data, part):
    assert refusal_of(data[: int(len(data) * part)]).startswith("Tệp bị hỏng hoặc bị cắt cụt")


def test_too_large():
    assert refusal_of(b"PK\x03\x04" + bytes(BOUNDS.size)) == "Tệp lớn quá 10 MB."


def test_workbook_is_no_package():
    data = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})

    assert refusal_of(data) == "Tệp nén có phần “[Content_Types].xml” không thuộc định dạng hoặc bị lặp lại."


def test_other_json_is_no_package():
    assert "Tệp không phải gói kế hoạch" in refusal_of(zipped({"plan.json": b"[]"}))
    assert "Tệp không phải gói kế hoạch" in refusal_of(zipped({"manifest.json": b'{"format": "khac", "version": 1}'}))
    assert "Tệp không phải gói kế hoạch" in refusal_of(zipped({"manifest.json": b"[]"}))


@pytest.mark.parametrize("name", ["../plan.json", "/etc/passwd", "plan.json/", "PLAN.JSON", "a\\b.json", "them.json"])
def test_strange_name(data, name):
    parts = unpacked(data)

    assert "không thuộc định dạng" in refusal_of(zipped({**parts, name: b"[]"}))


def test_name_that_stands_twice(data):
    with pytest.warns(UserWarning, match="Duplicate name"):
        target = io.BytesIO(data)
        with zipfile.ZipFile(target, "a") as archive:
            archive.writestr("plan.json", b"[]")

    assert "bị lặp lại" in refusal_of(target.getvalue())


def test_many_files():
    data = zipped({f"a{number}.json": b"" for number in range(60)})

    assert refusal_of(data) == "Tệp nén có quá 40 tệp bên trong."


def test_bomb(data):
    """Nine megabytes packed in nine kilobytes."""
    bomb = zipped({**unpacked(data), "targets.json": b" " * 9_000_000}, zipfile.ZIP_DEFLATED)

    assert refusal_of(bomb) == "Phần “targets.json” giải nén ra quá lớn."


def test_zip_in_another_packing(data):
    parts = zipped(unpacked(data), zipfile.ZIP_BZIP2)

    assert "nén theo cách không dùng được" in refusal_of(parts)


def test_encrypted(data):
    # The bit that says so, in each entry of the list.
    place = data.index(b"PK\x01\x02") + 8
    locked = data[:place] + bytes([data[place] | 1]) + data[place + 1 :]

    assert refusal_of(locked) == "Tệp nén có mật khẩu; hãy dùng tệp như đã xuất."


def test_newer_version(data):
    newer = changed(data, lambda parts: parts["manifest"].update(version=2))

    assert refusal_of(newer) == (
        "manifest.json: Gói theo định dạng phiên bản 2; phần mềm ở đây chỉ đọc được đến phiên bản 1. "
        "Hãy nâng cấp phần mềm rồi nhập lại."
    )


def test_tampered_part(data):
    parts = unpacked(data)
    parts["targets.json"] = parts["targets.json"].replace(b'"value":', b'"value": ', 1)

    assert refusal_of(write_archive(parts)) == (
        "targets.json: nội dung không khớp mã kiểm tra: gói bị hỏng hoặc đã bị sửa. Hãy xuất lại từ nơi lập kế hoạch."
    )


def test_tampered_history(data):
    parts = unpacked(data)
    parts["history/target-changes.json"] = b"[]\n"

    assert "history/target-changes.json: nội dung không khớp" in refusal_of(write_archive(parts))


def test_part_is_missing(data):
    parts = unpacked(data)
    del parts["targets.json"]

    assert "không khớp danh sách của gói" in refusal_of(write_archive(parts))


@pytest.mark.parametrize(
    "manifest",
    [
        {"version": "1"},
        {"version": True},
        {"version": 0},
        {"exported_at": "hôm qua"},
        {"exported_at": "2026-99-99T00:00:00Z"},
        {"exported_at": "2026-11-22T09:30:00"},
        {"them": 1},
        {"plan": None},
    ],
    ids=str,
)
def test_odd_manifest(data, manifest):
    assert refusal_of(changed(data, lambda parts: parts["manifest"].update(manifest)))


def test_manifest_that_counts_wrong(data):
    parts = unpacked(data)
    parts["manifest.json"] = parts["manifest.json"].replace(b'"rows": 124', b'"rows": 123')

    assert refusal_of(write_archive(parts)) == "targets.json: không phải danh sách 123 dòng như gói ghi."


# JSON


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe[\x00", "không phải văn bản UTF-8."),
        (b"[", "không phải JSON: sai ở dòng 1, cột 2."),
        (b"[NaN]", "có số “NaN” không dùng được; chỉ nhận số nguyên."),
        (b"[Infinity]", "có số “Infinity” không dùng được; chỉ nhận số nguyên."),
        (b"[1e308]", "có số “1e308” không dùng được; chỉ nhận số nguyên."),
        (b"[1.5]", "có số “1.5” không dùng được; chỉ nhận số nguyên."),
        (b"[" + b"9" * 5000 + b"]", f"có số “{'9' * 30}” không dùng được; chỉ nhận số nguyên."),
        (b"[" * 100_000 + b"]" * 100_000, "lồng quá 8 lớp."),
        (b'[{"code": "a", "code": "b"}]', "một tên xuất hiện hai lần trong cùng một dòng."),
        (b'["\\u0000"]', "có ký tự không hợp lệ."),
        (b'["\\ud800"]', "có ký tự không hợp lệ."),
        (b'["' + b"a" * 100_001 + b'"]', "có đoạn chữ dài quá 100000 ký tự."),
        (b'{"code": 1}', "không phải danh sách 0 dòng như gói ghi."),
    ],
)
def test_odd_json(data, content, reason):
    assert refusal_of(changed(data, lambda parts: parts.update({"sections": content}))) == f"sections.json: {reason}"


# Rows


def first(part: str, **values):
    """The first row of a part says something else; `...` leaves the field out."""

    def change(parts):
        row = {**parts[part][0], **values}
        parts[part][0] = {name: value for name, value in row.items() if value is not ...}

    return change


BAD_ROWS = {
    "not a row": (lambda parts: parts["sections"].insert(0, 5), "sections.json, dòng 1: mỗi dòng phải gồm tên"),
    "unknown field": (first("targets", plan=["khac"]), "targets.json, dòng 1: trường plan thừa hoặc thiếu."),
    "database id": (first("targets", id=7), "targets.json, dòng 1: trường id thừa hoặc thiếu."),
    "missing field": (first("plan", subject=...), "plan.json, dòng 1: trường subject thừa hoặc thiếu."),
    "null": (first("plan", subject=None), "plan.json, dòng 1: trường subject: thiếu giá trị."),
    "empty": (first("plan", subject=""), "plan.json, dòng 1: trường subject: thiếu giá trị."),
    "text for a number": (
        first("targets", value="5"),
        "targets.json, dòng 1: trường value: không đọc được giá trị “5”.",
    ),
    "truth for a number": (first("targets", value=True), "trường value: không đọc được giá trị “True”."),
    "number for truth": (first("indicators", is_change=1), "trường is_change: không đọc được giá trị “1”."),
    "beyond 64 bits": (first("targets", value=2**63), "trường value: "),
    "day of no calendar": (first("plan", issued_on="2021-02-30"), "trường issued_on: không đọc được giá trị"),
    "day otherwise written": (first("plan", issued_on="20210201"), "trường issued_on: không đọc được giá trị"),
    "moment without a zone": (
        first("reports", first_submitted_at="2021-07-01T10:00:00"),
        "trường first_submitted_at: không đọc được giá trị",
    ),
    "unknown choice": (first("plan", state="signed"), "trường state: “signed” không có trong danh mục."),
    "unknown choice of a hidden field": (first("periods", preset="moon"), "trường preset: “moon” không có trong"),
    "text too long": (first("plan", number="1" * 11), "trường number: dài quá 10 ký tự."),
    "control character": (first("plan", subject="a\x1bb"), "trường subject: Có ký tự không hợp lệ"),
    "year out of range": (first("plan", year=3000), "plan.json, dòng 1: trường year: "),
    "relation to nothing": (
        first("targets", indicator=["khong-co"]),
        "targets.json, dòng 1: trường indicator: dòng “khong-co” không có trong gói.",
    ),
    "key too short": (first("targets", locality=["10"]), "trường locality: không đọc được giá trị"),
    "key too long": (first("targets", indicator=["a", "b"]), "trường indicator: không đọc được giá trị"),
    "key no list": (first("targets", indicator="a"), "trường indicator: không đọc được giá trị “a”."),
    "key of lists": (first("targets", indicator=[["a"]]), "trường indicator: không đọc được giá trị"),
    "partners not in order": (
        first("activities", partners=[["z"], ["a"]]),
        "activities.json, dòng 1: trường partners: không đọc được giá trị",
    ),
    "row twice": (
        lambda parts: parts["targets"].append(dict(parts["targets"][0], value=9)),
        "targets.json, dòng 125: trùng với dòng 1.",
    ),
    "its own parent": (
        first("indicators", parent=["compulsory"], code="compulsory"),
        "",
    ),
    "circle of sections": (
        lambda parts: parts["sections"][0].update(parent=[parts["sections"][0]["position"]]),
        "sections.json, dòng 1: các dòng thuộc nhau thành vòng, hoặc quá nhiều tầng.",
    ),
    "two plans": (
        lambda parts: parts["plan"].append(dict(parts["plan"][0], code="khac")),
        "plan.json: gói phải có đúng một kế hoạch, là kế hoạch “lao-cai-2021”.",
    ),
    "no plan": (lambda parts: parts["plan"].clear(), "plan.json: gói phải có đúng một kế hoạch"),
    "plan of another name": (
        lambda parts: parts["manifest"].update(plan="khac"),
        "plan.json: gói phải có đúng một kế hoạch, là kế hoạch “khac”.",
    ),
    "reason of a report that was accepted": (
        first("reports", reason="Sai"),
        "reports.json, dòng 1: trường reason: chỉ báo cáo bị trả lại mới có lý do, và phải có.",
    ),
    "returned without a reason": (first("reports", state="returned"), "trường reason: chỉ báo cáo bị trả lại"),
}


@pytest.mark.parametrize(("change", "reason"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_bad_row(data, change, reason):
    assert reason in refusals_of(changed(data, change))[0]


def test_each_of_many_bad_rows_is_named_up_to_fifty(data):
    def change(parts):
        for row in parts["targets"]:
            row["value"] = "5"

    found = refusals_of(changed(data, change))

    assert len(found) == 50
    assert found[49] == "targets.json, dòng 50: trường value: không đọc được giá trị “5”."


def test_too_many_rows(data, monkeypatch):
    monkeypatch.setattr("targets.packages.rows.MOST_LIST_ROWS", 5)

    assert "indicators.json: có quá 5 dòng." in refusals_of(data)


def test_long_chain_ends_soon(data):
    """A chain of ten thousand would be walked ten thousand times."""

    def change(parts):
        one = parts["sections"][0]
        above = [
            {**one, "position": number, "parent": [number - 1] if number > 1 else None} for number in range(1, 5001)
        ]
        parts["sections"] = above
        parts["activities"] = []
        for row in parts["rows"]:
            row["activity"] = None

    assert "quá nhiều tầng" in refusals_of(changed(data, change))[0]


def test_manifest_of_the_same_parts_is_read(data):
    assert read_package(packed(content_in(data))) == read_package(data)


def zipped(files: dict[str, bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()
