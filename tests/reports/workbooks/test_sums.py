"""Stated sums of the annex of Lào Cai 2021: they follow their parts into what is written, conflicts included.

Sa Pa has 70 in all, 50 in centres (compulsory 40 and voluntary 10 in the town's), 20 at home.
"""

import pytest

from core.figures import pack
from plans.models import Plan
from reports.enums import JobState
from reports.lookup import annexes_of
from targets.entry import AnnexSpots, Entry, enter, standing
from targets.enums import Stage
from tests.browser.grid import editor_of
from tests.office import resave
from tests.reports.workbooks.trip import Traveller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

PART, CENTRES, ALL = "cot:compulsory:cscn-tp-lao-cai:0", "cot:institutional::0", "cot:treated-total::0"
PAGE = "/ke-hoach/lao-cai-2021/phu-luc/I/nhap/"


class Desk:
    """The cells of Sa Pa, by the marks of their columns."""

    def __init__(self) -> None:
        (annex,) = annexes_of(Plan.objects.select_related("locality").get(code="lao-cai-2021"))
        self.spots = AnnexSpots(annex, Stage.ASSIGNED)
        (row,) = [each for each in annex.rows.all() if each.text == "Sa Pa"]
        self.row = f"dong:{row.locality.code}:{row.locality.valid_from:%Y%m%d}"
        columns = {column.key: column.pk for column in annex.columns.all()}
        self.keys = {mark: f"{row.pk}.{columns[key]}" for mark, key in self._columns(annex).items()}

    def _columns(self, annex) -> dict[str, str]:
        part = next(
            column.key
            for column in annex.columns.select_related("facility").all()
            if column.indicator_id
            and column.indicator.code == "compulsory"
            and column.facility.code == "cscn-tp-lao-cai"
        )
        by_code = {column.indicator.code: column.key for column in annex.columns.all() if column.indicator_id}
        return {PART: part, CENTRES: by_code["institutional"], ALL: by_code["treated-total"]}

    def figures(self) -> list[str]:
        found = standing(self.spots, self.keys.values())
        return [pack(found[self.keys[mark]]) for mark in (PART, CENTRES, ALL)]

    def write(self, by, *texts: str) -> None:
        """As the grid does: the part, and the sums that follow it."""
        seen = self.figures()
        keys = [self.keys[mark] for mark in (PART, CENTRES, ALL)]
        enter(self.spots, [Entry(*each) for each in zip(keys, texts, seen, strict=True)], by=by)


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def editor():
    return Traveller(editor_of("10", username="can-bo-mot"), PAGE)


@pytest.fixture
def colleague():
    return editor_of("10", username="can-bo-hai")


def test_sums_follow(desk, editor):
    """Rule (sum-follows)."""
    job = editor.upload(editor.fill().put(desk.row, PART, 47).save())

    editor.decide(job)

    assert desk.figures() == ["eq:47:", "eq:57:", "eq:77:"]
    assert "Tổng tự tính theo các ô thành phần." in editor.preview(job)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("mine", ["eq:47:", "eq:57:", "eq:77:"]), ("theirs", ["eq:44:", "eq:54:", "eq:74:"])],
)
def test_sums_follow_what_is_chosen_for_their_parts(desk, editor, colleague, choice, expected):
    data = editor.fill().put(desk.row, PART, 47).save()
    desk.write(colleague, "44", "54", "74")
    job = editor.upload(data)

    # The sums are no conflicts of their own: nobody could decide them but by their parts.
    assert [wish[0] for wish in job.outcome["conflicts"]] == [desk.keys[PART]]
    editor.decide(job, **{"xung-dot": choice})

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert desk.figures() == expected


def test_sum_counts_the_parts_that_a_colleague_changed(desk, editor, colleague):
    voluntary = "cot:voluntary:cscn-tp-lao-cai:0"
    data = editor.fill().put(desk.row, voluntary, 11).save()
    desk.write(colleague, "44", "54", "74")

    editor.decide(editor.upload(data))

    assert desk.figures() == ["eq:44:", "eq:55:", "eq:75:"]


def test_sum_that_a_colleague_set_apart_stays(desk, editor, colleague):
    data = editor.fill().put(desk.row, PART, 47).save()
    desk.write(colleague, "40", "60", "70")

    editor.decide(editor.upload(data))

    assert desk.figures() == ["eq:47:", "eq:60:", "eq:70:"]


@pytest.mark.parametrize(("formula", "expected"), [("=700", 1), ("=SUM(E9,J9,O9)", 0), ('=IF(E9>0,SUM(J9,E9),"")', 0)])
def test_formula_of_somebody_else_is_no_sum_of_ours(desk, editor, tmp_path, formula, expected):
    """Rule (own-formula); ALL adds up E, J and O, of which O is blank."""
    filled = editor.fill().put(desk.row, ALL, formula)
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(filled.save())

    job = editor.upload(resave(path, tmp=tmp_path).read_bytes())

    refused = job.outcome["refused"]
    assert [cell[0] for cell in refused] == [filled.address(desk.row, ALL)] * expected
    assert all("kết quả 700, khác với tổng các ô thành phần" in cell[3] for cell in refused)
    assert job.outcome["changed"] == []
