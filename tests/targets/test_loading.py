"""Loading fixtures: the five real plans go in whole; a broken file goes in not at all and says where it is broken."""

import datetime
import json
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction

from accounts.models import AuditEvent
from core.fields import DerivedCharField
from localities.models import Agency, Locality
from plans.models import Activity, Plan
from targets.loading import FixtureRefused, fixture_files, load
from targets.models import Indicator, Target, TargetChange
from tests.factories import (
    ActivityFactory,
    AgencyFactory,
    IndicatorFactory,
    LocalityFactory,
    PlanFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

FIVE = ["an-giang-2011", "ba-ria-vung-tau-2020", "lao-cai-2021", "nam-dinh-2024", "tp-lai-chau-2022"]


def in_files() -> Counter:
    return Counter(row["model"] for path in fixture_files() for row in json.loads(path.read_text(encoding="utf-8")))


def in_database(labels) -> Counter:
    return Counter({label: apps.get_model(label).objects.count() for label in labels})


# The five plans


def test_load_into_an_empty_database():
    loaded = load(fixture_files())

    assert loaded == in_files().total()
    assert in_database(in_files()) == in_files()
    assert sorted(Plan.objects.values_list("code", flat=True)) == FIVE
    assert TargetChange.objects.count() == Target.objects.count()


def test_load_twice_changes_nothing():
    load(fixture_files())
    rows, changes = everything(), TargetChange.objects.count()

    load(fixture_files())

    assert everything() == rows
    assert TargetChange.objects.count() == changes


def test_loaddata_gives_the_same_rows_and_derived_keys():
    with transaction.atomic():
        load(fixture_files())
        ours = [by_natural_key(model) for model in models_in_files()]
        transaction.set_rollback(True)

    call_command("loaddata", *(path.stem for path in fixture_files()), verbosity=0)

    assert [by_natural_key(model) for model in models_in_files()] == ours


def test_loaddata_derives_search_key_sort_key_and_path():
    call_command("loaddata", "localities", verbosity=0)

    districts = Locality.objects.as_of(datetime.date(2021, 1, 1)).filter(parent__name="Tỉnh Lào Cai", level="district")
    bat_xat = districts.get(search_key="huyen bat xat")
    assert bat_xat.path == "00010200407080008220040708"
    assert [district.short_name for district in districts.order_by("sort_key")] == [
        "Bảo Thắng",
        "Bảo Yên",
        "Bát Xát",
        "Bắc Hà",
        "Lào Cai",
        "Mường Khương",
        "Sa Pa",
        "Si Ma Cai",
        "Văn Bàn",
    ]


def models_in_files() -> list[type[models.Model]]:
    return [apps.get_model(label) for label in sorted(in_files())]


def everything() -> dict[str, list]:
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models_in_files()}


def by_natural_key(model: type[models.Model]) -> dict[tuple, dict]:
    """Plain columns of each row, derived ones included, without the ids that differ from load to load."""
    plain = [field.name for field in model._meta.fields if not field.is_relation and not field.primary_key]
    plain = [name for name in plain if name != "facility_key"]
    return {row.natural_key(): {name: getattr(row, name) for name in plain} for row in model.objects.all()}


# A file of one's own


@pytest.fixture
def plan(db):
    """A plan of a province with two districts, and what its rows refer to."""
    province = LocalityFactory(code="10", name="Tỉnh Lào Cai")
    for code in ["080", "082"]:
        LocalityFactory(code=code, district=True, parent=province)
    LocalityFactory(code="12", name="Tỉnh Lai Châu")
    AgencyFactory(code="so-y-te")
    IndicatorFactory(code="nguoi-cai")
    return PlanFactory(code="ke-hoach", locality=province)


def row(label: str, **fields) -> dict:
    return {"model": label, "fields": fields}


def target(**fields) -> dict:
    whole = {"plan": ["ke-hoach"], "locality": ["080", "2004-07-08"], "indicator": ["nguoi-cai"], "value": 5} | fields
    return row("targets.target", **{name: value for name, value in whole.items() if value is not ...})


def activity(**fields) -> dict:
    return row("plans.activity", **{"plan": ["ke-hoach"], "position": 10, "title": "Tập huấn", "value": 5} | fields)


GOOD = target()


@pytest.fixture
def write(tmp_path):
    def write(content, name: str = "thu.json") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return write


def test_own_file_is_loaded(plan, write):
    path = write([activity(partners=[["so-y-te"]]), GOOD, target(locality=["082", "2004-07-08"], value=0)])

    assert load([path]) == 3

    assert list(Activity.objects.get().partners.all()) == [Agency.objects.get(code="so-y-te")]
    assert list(Target.objects.order_by("value").values_list("value", flat=True)) == [0, 5]


def test_changed_figure_of_a_file_is_updated_and_remembered(plan, write):
    load([write([GOOD])])

    load([write([target(value=6)])])

    change = TargetChange.objects.latest("pk")
    assert (change.old_value, change.new_value, change.changed_by, change.channel) == (5, 6, None, "fixture")
    assert Target.objects.get().value == 6


def test_order_of_rows_within_a_file_is_free_for_figures(plan, write):
    """Figures are written after the other rows of their file, so an amount may stand before its plan's activities."""
    load([write([GOOD, activity()])])

    assert (Target.objects.count(), Activity.objects.count()) == (1, 1)


BROKEN_ROWS = [
    pytest.param(
        target(indicator=["khong-co"]),
        "trường indicator: không tìm thấy chỉ tiêu trong danh mục “khong-co”.",
        id="unknown indicator",
    ),
    pytest.param(
        target(locality=["080", "1999-01-01"]),
        "trường locality: không tìm thấy địa bàn “080, 1999-01-01”.",
        id="locality of another date",
    ),
    pytest.param(
        target(locality=["080"]), "trường locality: không tìm thấy địa bàn “080”.", id="natural key too short"
    ),
    pytest.param(
        target(indicator=["nguoi-cai", "x"]),
        "trường indicator: không tìm thấy chỉ tiêu trong danh mục “nguoi-cai, x”.",
        id="natural key too long",
    ),
    pytest.param(
        target(indicator="nguoi-cai"),
        "trường indicator: không tìm thấy chỉ tiêu trong danh mục “nguoi-cai”.",
        id="natural key not a list",
    ),
    pytest.param(
        activity(partners=[["so-y-te"], ["khong-co"]]),
        "trường partners: không tìm thấy cơ quan “khong-co”.",
        id="unknown partner",
    ),
    pytest.param(
        target(comparator="about"),
        "trường comparator: Giá trị 'about' không phải",
        id="bad choice",
    ),
    pytest.param(target(stage="dreamt"), "trường stage: Giá trị 'dreamt' không phải", id="bad stage"),
    pytest.param(target(plan=...), "trường plan: thiếu giá trị.", id="missing relation"),
    pytest.param(target(plan=None), "trường plan: thiếu giá trị.", id="null relation"),
    pytest.param(
        row("plans.activity", plan=["ke-hoach"], position=1), "trường title: thiếu giá trị.", id="missing field"
    ),
    pytest.param(activity(title=""), "trường title: Trường này ", id="empty field"),
    pytest.param(target(valeu=7), "trường valeu: không có trường này.", id="misspelt field"),
    pytest.param(target(id=7), "trường id: không có trường này.", id="database id as a field"),
    pytest.param(target(value="năm"), "trường value: “năm” phải là số nguyên.", id="not a number"),
    pytest.param(target(value=[5]), "trường value: không đọc được giá trị “[5]”.", id="list for a number"),
    # 43,6% is stored as 436; "43.6" must not become 43.
    pytest.param(target(value=43.6), "trường value: không đọc được giá trị “43.6”.", id="number with a point"),
    pytest.param(target(value=True), "trường value: không đọc được giá trị “True”.", id="truth for a number"),
    # A code written as a number has lost its leading zero.
    pytest.param(activity(title=80), "trường title: không đọc được giá trị “80”.", id="number for a text"),
    pytest.param(
        row("targets.period", plan=["ke-hoach"], code="nam", kind="year", name="Năm", window_to=2021),
        "trường window_to: không đọc được giá trị “2021”.",
        id="number for a date",
    ),
    pytest.param(target(value=2**63), "trường value: ", id="number too big"),
    pytest.param(target(note="x" * 301), "trường note: ", id="text too long"),
    pytest.param(
        target(value=-5), "Giá trị không được âm; mức giảm thì chọn cách hiểu “giảm”.", id="constraint of a figure"
    ),
    pytest.param(
        target(value=None),
        "Phải nhập giá trị; chỉ để trống khi chọn “không áp dụng”. Không giao chỉ tiêu thì xoá dòng này.",
        id="figure without value",
    ),
    pytest.param(
        activity(value=-5), "Giá trị không được âm; mức giảm thì chọn cách hiểu “giảm”.", id="constraint of a row"
    ),
    pytest.param(
        target(locality=["12", "2004-07-08"]),
        "trường locality: Địa bàn không thuộc phạm vi của kế hoạch.",
        id="outside the plan",
    ),
    pytest.param(target(value=6), "Ô này có hai giá trị trong cùng một lần ghi.", id="cell twice"),
    pytest.param(GOOD, "Ô này có hai giá trị trong cùng một lần ghi.", id="row twice"),
    pytest.param(row("targets.dream"), "Không có loại dữ liệu “targets.dream”.", id="unknown model"),
    pytest.param(row("dream"), "Không có loại dữ liệu “dream”.", id="model without app"),
    pytest.param(row(7), "Không có loại dữ liệu “7”.", id="model a number"),
    pytest.param({"model": "targets.target"}, "Mỗi dòng gồm đúng hai phần “model” và “fields”.", id="no fields"),
    pytest.param({**GOOD, "pk": 1}, "Mỗi dòng gồm đúng hai phần “model” và “fields”.", id="database id"),
    pytest.param("targets.target", "Mỗi dòng gồm đúng hai phần “model” và “fields”.", id="not an object"),
]


@pytest.mark.parametrize(("broken", "reason"), BROKEN_ROWS)
def test_broken_row_is_refused_with_its_place_and_nothing_is_written(plan, write, broken, reason):
    earlier = write([row("targets.indicator", code="moi", name="Mới", unit="người", kind="flow")], "truoc.json")
    path = write([activity(position=1), GOOD, broken, activity(position=2)])

    with pytest.raises(FixtureRefused) as refused:
        load([earlier, path])

    assert str(refused.value).startswith(f"Tệp thu.json, dòng dữ liệu thứ 3: {reason}")
    assert not Indicator.objects.filter(code="moi").exists()
    assert [model.objects.count() for model in [Activity, Target, TargetChange]] == [0, 0, 0]


def test_broken_unique_constraint_is_named(plan, write):
    PlanFactory(code="khac", issuing_agency=AgencyFactory(code="ubnd"), number="160", symbol="KH-UBND", year=2021)
    fields = {
        "code": "moi",
        "subject": "Mới",
        "year": 2021,
        "locality": ["10", "2004-07-08"],
        "issuing_agency": ["ubnd"],
        "number": "160",
        "symbol": "KH-UBND",
    }

    with pytest.raises(FixtureRefused) as refused:
        load([write([row("plans.plan", **fields)])])

    reason = "Cơ quan này đã có kế hoạch cùng số, ký hiệu trong năm."
    assert str(refused.value) == f"Tệp thu.json, dòng dữ liệu thứ 1: {reason}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            b'[{"model": "plans.plan",', "Tệp thu.json không phải JSON: sai ở dòng 1, cột 25.", id="truncated"
        ),
        pytest.param(b"", "Tệp thu.json không phải JSON: sai ở dòng 1, cột 1.", id="empty"),
        pytest.param(
            '[{"model": "Kế hoạch"}]'.encode("utf-16"),
            "Tệp thu.json không phải UTF-8; hãy lưu lại với bảng mã UTF-8.",
            id="utf-16",
        ),
        pytest.param(
            '[{"model": "Kế hoạch"}]'.encode("cp1258", errors="replace") + b"\xff",
            "Tệp thu.json không phải UTF-8; hãy lưu lại với bảng mã UTF-8.",
            id="windows-1258",
        ),
        pytest.param(
            b'{"model": "plans.plan"}', "Tệp thu.json phải là một danh sách các dòng dữ liệu.", id="one object"
        ),
    ],
)
def test_broken_file_is_refused_and_earlier_files_are_not_written(plan, write, content, message):
    earlier = write([GOOD], "truoc.json")

    with pytest.raises(FixtureRefused) as refused:
        load([earlier, write(content)])

    assert str(refused.value) == message
    assert Target.objects.count() == 0


# The command


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("load_plans", *map(str, arguments), stdout=out)
    return out.getvalue().strip()


def test_command_says_what_it_loaded(plan, write):
    assert run(write([GOOD, activity()])) == "Đã nạp 2 dòng; hiện có 1 kế hoạch."


def test_command_does_not_take_back_what_people_changed(plan, write):
    path = write([GOOD])
    run(path)
    TargetChange.objects.update(changed_by=UserFactory(administrator=True))

    with pytest.raises(CommandError) as refused:
        run(path)

    assert refused.value.returncode == 2
    assert "Đã có 1 lần người dùng sửa chỉ tiêu; nạp lại sẽ ghi đè. Thêm --force" in str(refused.value)
    assert run(path, "--force").startswith("Đã nạp 1 dòng")


def test_command_ends_with_2_and_says_where_the_file_is_broken(plan, write):
    path = write([GOOD, target(indicator=["khong-co"])])

    with pytest.raises(CommandError) as failed:
        run(path)

    assert failed.value.returncode == 2
    assert str(failed.value) == (
        "Không nạp được, dữ liệu giữ nguyên. Tệp thu.json, dòng dữ liệu thứ 2: "
        "trường indicator: không tìm thấy chỉ tiêu trong danh mục “khong-co”."
    )
    assert Target.objects.count() == 0


def test_command_ends_with_2_without_the_file(db, tmp_path):
    with pytest.raises(CommandError) as failed:
        run(tmp_path / "khong-co.json")

    assert failed.value.returncode == 2
    assert "Không đọc được tệp" in str(failed.value)


def test_command_if_empty_keeps_what_is_there(plan, write):
    assert run(write([GOOD]), "--if-empty") == "Đã có dữ liệu, giữ nguyên."
    assert Target.objects.count() == 0


def test_command_if_empty_loads_into_an_empty_database(write):
    indicator = row("targets.indicator", code="moi", name="Mới", unit="người", kind="flow")

    assert run(write([indicator]), "--if-empty") == "Đã nạp 1 dòng; hiện có 0 kế hoạch."


def test_command_loads_all_fixtures_by_default(db):
    assert run().endswith("5 kế hoạch.")


# Reading constants


def test_every_derived_column_is_compared():
    """`by_natural_key` compares plain columns; each model with a derived one is in the files."""
    derived = {
        model._meta.label_lower
        for model in apps.get_models()
        if any(isinstance(field, DerivedCharField) for field in model._meta.fields)
    }

    assert derived <= set(in_files())


def test_figures_outside_the_files_are_left_alone(plan, write):
    kept = TargetFactory(plan=plan, value=9)
    ActivityFactory(plan=plan, position=99)

    load([write([GOOD, activity()])])

    kept.refresh_from_db()
    assert kept.value == 9
    assert Activity.objects.count() == 2


def test_loading_is_a_row_of_the_log(plan, write):
    run(write([GOOD]))

    event = AuditEvent.objects.get()
    assert (event.kind, event.subject, event.happened_by) == ("imported", "load_plans", None)
    assert event.details == {"files": 1, "rows": 1, "force": False}
