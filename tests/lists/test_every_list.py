"""What holds for each of the six lists: add, change, skip, refuse by row, all or nothing, out and back in."""

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry

from core.lists.sheets import to_csv, to_workbook
from tests.factories import UserFactory
from tests.lists.cases import CASES, MODELS, place
from tests.lists.files import csv_file, faults, read, table, workbook

pytestmark = pytest.mark.django_db

each_list = pytest.mark.parametrize("case", CASES, ids=str)


@pytest.fixture
def user():
    return UserFactory(administrator=True, username="quan-tri")


@pytest.fixture
def here():
    return place()


def values(row, names):
    return {name: getattr(row, name) for name in names}


def renaming(case, row, name):
    """A file that gives a stored row another name, with no more columns than that needs."""
    key = case.key(row)
    return table([*key, case.renamed[0]], [*key.values(), name])


def test_all_six_lists_are_tried():
    assert {case.model for case in CASES} == MODELS


@each_list
def test_row_is_added(case, user, here):
    file = table(case.header, case.new)

    preview = case.resource(user).store(file)

    assert faults(preview) == []
    assert preview.is_stored
    (change,) = preview.new
    assert values(case.model.objects.get(pk=change.instance.pk), case.expected) == case.expected


@each_list
def test_row_is_changed_and_keeps_what_the_file_does_not_say(case, user, here):
    row = case.stored(here)
    kept = [f.attname for f in row._meta.concrete_fields if f.name not in {case.renamed[1], "search_key", "sort_key"}]
    before = values(row, kept)

    preview = case.resource(user).store(renaming(case, row, "Tên Đổi Mới"))

    assert faults(preview) == []
    assert [change.texts()[0][2] for change in preview.changed] == ["Tên Đổi Mới"]
    row.refresh_from_db()
    assert getattr(row, case.renamed[1]) == "Tên Đổi Mới"
    assert getattr(row, "search_key", "ten doi moi") == "ten doi moi"
    assert values(row, kept) == before


@each_list
def test_preview_writes_nothing(case, user, here, django_assert_num_queries):
    row = case.stored(here)
    count = case.model.objects.count()

    preview = case.resource(user).read(table(case.header, case.new))

    assert preview.may_be_stored
    assert not preview.is_stored
    assert case.model.objects.count() == count
    assert case.resource(user).read(renaming(case, row, "Tên Đổi Mới")).changed
    row.refresh_from_db()
    assert getattr(row, case.renamed[1]) != "Tên Đổi Mới"


@each_list
def test_one_bad_row_keeps_all_out(case, user, here):
    heading, cell, reason = case.bad
    other = {"Mã": "x1", "Tên đăng nhập": "nguoi-khac", "Thứ tự": 99, heading: cell}
    count, entries = case.model.objects.count(), LogEntry.objects.count()

    preview = case.resource(user).store(table(case.header, case.new, case.as_new(**other)))

    assert [(row, reason_) for row, _column, reason_ in faults(preview)] == [(3, reason)]
    assert not preview.is_stored
    assert (case.model.objects.count(), LogEntry.objects.count()) == (count, entries)


@each_list
def test_same_row_twice_is_named_with_both(case, user, here):
    preview = case.resource(user).read(table(case.header, case.new, case.new))

    assert [(row, reason) for row, _column, reason in faults(preview)] == [(3, "Dòng 2 và dòng 3 cùng là một mục.")]


@each_list
def test_column_that_nobody_knows_is_named_and_not_read(case, user, here):
    preview = case.resource(user).read(table([*case.header, "Ghi chú riêng"], [*case.new, "x"]))

    assert preview.notes == ["Cột không dùng, không đọc: “Ghi chú riêng”."]
    assert preview.may_be_stored


@each_list
def test_file_without_its_key_is_refused(case, user, here):
    preview = case.resource(user).read(table(case.header[1:], case.new[1:]))

    heading = case.resource(user).fields[case.resource._meta.import_id_fields[0]].heading
    assert faults(preview) == [(0, "", f"Thiếu cột: “{heading}”.")]


@each_list
def test_two_columns_of_one_name_are_refused(case, user, here):
    preview = case.resource(user).read(table([*case.header, case.header[1]], [*case.new, "x"]))

    assert faults(preview) == [(0, "", f"Hai cột cùng là “{case.header[1]}”.")]


@each_list
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_exported_file_comes_back_unchanged(case, form, user, here):
    """Also names that begin like formulas, which CSV holds behind an apostrophe."""
    for name in ("=1+1", "'=x", "-5 °C", "a;=b", "Tên  có\nhai dòng", "@x"):
        row = case.stored(here) if case.resource.slug not in {"hoat-dong", "dia-ban"} or name == "=1+1" else None
        if row is not None:
            case.model.objects.filter(pk=row.pk).update(**{case.renamed[1]: name})
    resource = case.resource(user)
    dataset = resource.export(case.model.objects.order_by("pk"))
    data = to_csv(dataset) if form == "csv" else to_workbook(resource, dataset)

    again = case.resource(user)
    preview = again.read(read(again, data, f"tep.{form}"))

    assert faults(preview) == []
    assert (preview.total, len(preview.changes)) == (case.model.objects.count(), 0)


@each_list
def test_export_holds_no_live_formula(case, user, here):
    row = case.stored(here)
    case.model.objects.filter(pk=row.pk).update(**{case.renamed[1]: "=HYPERLINK(1)"})
    dataset = case.resource(user).export(case.model.objects.filter(pk=row.pk))

    again = case.resource(user)
    assert "'=HYPERLINK(1)" in to_csv(dataset).decode("utf-8-sig")
    (_number, cells) = read(again, to_workbook(again, dataset), "tep.xlsx").rows[0]
    assert "=HYPERLINK(1)" in cells


@each_list
def test_same_file_as_workbook_and_csv_says_the_same(case, user, here):
    as_text = [
        cell if isinstance(cell, str) else f"{cell:%d/%m/%Y}" if hasattr(cell, "year") else str(cell)
        for cell in case.new
    ]
    one, other = case.resource(user), case.resource(user)

    from_workbook = one.read(read(one, workbook(case.header, case.new), "tep.xlsx"))
    from_csv = other.read(read(other, csv_file(case.header, as_text, delimiter=";", encoding="utf-8-sig"), "tep.csv"))

    assert from_workbook.may_be_stored
    assert from_workbook.digest == from_csv.digest


@each_list
def test_traces_are_those_of_the_forms(case, user, here):
    row = case.stored(here)
    case.resource(user).store(table(case.header, case.new))
    case.resource(user).store(renaming(case, row, "Tên Đổi Mới"))

    added, changed = LogEntry.objects.order_by("pk")

    assert (added.action_flag, changed.action_flag) == (ADDITION, CHANGE)
    assert {added.user, changed.user} == {user}
    assert changed.object_id == str(row.pk)
    assert changed.get_change_message() == f"Sửa {case.renamed[0].lower()}."


@each_list
def test_number_in_a_column_of_codes_is_refused(case, user, here):
    resource = case.resource(user)
    heading = next(c.heading for c in resource.columns if c.heading.startswith("Mã") or c.name == "username")

    preview = resource.read(table(case.header, case.as_new(**{heading: 80})))

    ((row, column, reason),) = faults(preview)
    assert (row, column) == (2, heading)
    assert reason.startswith("Ô là số 80; mã phải là văn bản để giữ số 0 đứng đầu.")


@each_list
def test_template_is_empty_and_names_every_column(case, user, here):
    resource = case.resource(user)
    data = to_workbook(resource, resource.export(case.model.objects.none()))

    file = read(case.resource(user), data, "mau.xlsx")

    assert file.header == [column.heading for column in resource.columns]
    assert file.rows == []
