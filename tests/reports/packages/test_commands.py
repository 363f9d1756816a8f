"""`export_plan` and `import_plan`."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from localities.models import Locality
from plans.models import Activity, Plan
from targets.models import Target
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

PLAN = "nam-dinh-2024"


def said(*arguments: object) -> str:
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def refusal(*arguments: object) -> CommandError:
    with pytest.raises(CommandError) as refused:
        said(*arguments)
    return refused.value


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "goi.zip"
    said("export_plan", PLAN, "-o", path)
    return path


def test_export_says_what_it_wrote(tmp_path):
    path = tmp_path / "goi.zip"

    assert said("export_plan", PLAN, "-o", path) == f"Đã ghi {path} ({path.stat().st_size} byte).\n"


def test_export_names_the_file_after_the_plan(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    said("export_plan", PLAN)

    assert [path.name for path in tmp_path.iterdir()] == ["nam-dinh-2024.kehoach.zip"]


def test_export_without_history_is_smaller(tmp_path):
    said("export_plan", PLAN, "-o", tmp_path / "a.zip")
    said("export_plan", PLAN, "--no-history", "-o", tmp_path / "b.zip")

    assert (tmp_path / "b.zip").stat().st_size < (tmp_path / "a.zip").stat().st_size


def test_export_of_no_plan():
    error = refusal("export_plan", "nam-dinh-2042")

    assert (error.returncode, "Mã gần giống: nam-dinh-2024." in str(error)) == (2, True)


def test_export_into_no_folder(tmp_path):
    error = refusal("export_plan", PLAN, "-o", tmp_path / "khong-co" / "goi.zip")

    assert (error.returncode, "thư mục không có" in str(error)) == (1, True)


def test_export_for_an_account_is_a_row_of_the_log(tmp_path):
    UserFactory(editor=True, username="canbo", locality=Plan.objects.get(code=PLAN).locality)

    said("export_plan", PLAN, "-o", tmp_path / "goi.zip", "--user", "canbo")

    event = AuditEvent.objects.get()
    assert (event.kind, event.subject, event.details) == ("exported", PLAN, {"format": "package"})


def test_who_reads_an_extract_exports_no_package():
    UserFactory(officer=True, username="coso", locality=Locality.objects.get(code="080", level="district"))

    error = refusal("export_plan", "lao-cai-2021", "--user", "coso")

    assert (error.returncode, str(error)) == (2, "Kế hoạch của cấp trên chỉ xem được trích; không xuất thành gói.")


def test_import_of_the_same_says_that_nothing_changes(file):
    assert said("import_plan", file) == "Kế hoạch nam-dinh-2024 đã có đủ như trong gói; không có gì thay đổi.\n"


def test_import_says_what_is_new(file):
    Activity.objects.filter(plan__code=PLAN).delete()
    Plan.objects.filter(code=PLAN).delete()

    dry = said("import_plan", file, "--dry-run")

    assert dry.splitlines()[0] == "Sẽ nhập kế hoạch nam-dinh-2024 (đã ban hành):"
    assert "  Chỉ tiêu giao: 8 mới, 0 thay đổi" in dry.splitlines()
    assert not Plan.objects.filter(code=PLAN).exists()
    assert said("import_plan", file).splitlines()[0] == "Nhập kế hoạch nam-dinh-2024 (đã ban hành):"
    assert Target.objects.filter(plan__code=PLAN).count() == 8


def test_import_refused_ends_with_2_and_says_where(file):
    Target.objects.filter(plan__code=PLAN).update(note="Sửa ở đây")

    error = refusal("import_plan", file)

    assert error.returncode == 2
    assert str(error) == (
        "Không nhập được, dữ liệu giữ nguyên.\n"
        "  Kế hoạch nam-dinh-2024 ở đây đã ban hành: không đổi bằng gói, chỉ bằng văn bản điều chỉnh."
    )


def test_import_without_the_right(file):
    UserFactory(username="lanhdao", locality=Plan.objects.get(code=PLAN).locality)

    error = refusal("import_plan", file, "--user", "lanhdao")

    assert (error.returncode, "Tài khoản không có quyền nhập kế hoạch." in str(error)) == (2, True)


def test_import_of_no_file(tmp_path):
    assert refusal("import_plan", tmp_path / "khong-co.zip").returncode == 2
    assert "Không đọc được tệp" in str(refusal("import_plan", tmp_path))


def test_import_of_another_file(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"x")

    assert "  Tệp không phải tệp nén zip." in str(refusal("import_plan", path)).splitlines()
