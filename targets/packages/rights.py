"""Who may take a plan out as a package, and bring one in. One function a question."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import may
from core.scope import is_within, reach
from localities.models import Locality
from plans.models import Plan
from plans.permissions import is_own
from targets.enums import SubmissionState
from targets.packages.comparison import Comparison, Part
from targets.packages.content import PlainRow
from targets.packages.kinds import Group
from targets.packages.refusals import Refusal


def may_export(user: User, plan: Plan) -> bool:
    """Whether `user` may take the plan out as a package: who reads plans, of those of their own subtree.

    Those below a plan read an extract of it, and an extract is no package.
    """
    return may(user, Permission.VIEW_PLANS) and is_own(user, plan)


def may_import(user: User) -> bool:
    """Whether `user` may bring in packages at all: who edits plans. Which plans, `refusals_by_right` says."""
    return may(user, Permission.EDIT_PLANS)


def refusals_by_right(comparison: Comparison, by: User | None) -> list[Refusal]:
    """Why `by` may not import the package:

    - who edits plans imports those of their own subtree, in any state; the system imports any;
    - a plan that is issued here never changes by an import;
    - missing rows of lists are added by who edits lists, where they may (`refuse_place`);
    - reports come in with what was decided on them, so by who reports and judges reports.
    """
    if by is not None and not may_import(by):
        return [Refusal(reason=_("Tài khoản không có quyền nhập kế hoạch."))]
    if by is not None and comparison.plan and not is_own(by, comparison.plan):
        return [Refusal(reason=_("Mã kế hoạch “%s” không dùng được ở đây.") % comparison.package.code)]
    if comparison.plan and not comparison.plan.is_editable and not comparison.changes_nothing:
        return [Refusal(reason=_issued(comparison.plan))]
    return [*_by_lists(comparison, by), *_by_reports(comparison, by)]


def _issued(plan: Plan) -> str:
    text = _("Kế hoạch %(code)s ở đây %(state)s: không đổi bằng gói, chỉ bằng văn bản điều chỉnh.")
    return text % {"code": plan.code, "state": plan.get_state_display()}


def _by_lists(comparison: Comparison, by: User | None) -> Iterator[Refusal]:
    if by is None or may(by, Permission.EDIT_LISTS):
        return
    reason = _("dòng này chưa có ở đây và tài khoản không có quyền sửa danh mục; hãy nhờ quản trị thêm hoặc nhập gói.")
    for part in comparison.of(Group.LIST):
        yield from (Refusal(part.kind.file, number, reason) for number in part.new)


def _by_reports(comparison: Comparison, by: User | None) -> Iterator[Refusal]:
    if by is None:
        named = [(part, number) for part in comparison.of(Group.REPORTS) for number in _with_people(part)]
        reason = _("dòng này ghi việc có người làm; hãy chỉ định tài khoản nhập bằng --user.")
        yield from (Refusal(part.kind.file, number, reason) for part, number in named)
    elif not (may(by, Permission.REPORT_RESULTS) and may(by, Permission.REVIEW_REPORTS)):
        reason = _("Tài khoản không có quyền ghi báo cáo của các địa bàn.")
        yield from (Refusal(part.kind.file, None, reason) for part in comparison.of(Group.REPORTS) if part.new)


def _with_people(part: Part) -> list[int]:
    """The numbers of the new rows that say that somebody did something."""
    return [number for number, row in part.new.items() if _says_who(part.kind.name, row)]


def _says_who(name: str, row: PlainRow) -> bool:
    if name == "reports":
        return row["first_submitted_at"] is not None or row["state"] == SubmissionState.RETURNED
    return name == "extensions" or (name == "periods" and row["closed_at"] is not None)


def place_fault(by: User | None, place: Locality | None, *, is_place: bool = False) -> str:
    """Why `by` may not add a row of a list at `place` (None: at none), "" where they may; as in the lists themselves.

    `is_place`: the row is the place itself.
    """
    if by is None or not reach(by):
        return ""
    inside = place is not None and is_within(place.path, reach(by)) and not (is_place and place.path == reach(by))
    return "" if inside else _("địa bàn ngoài phạm vi của tài khoản.")


def plan_fault(by: User | None, place: Locality) -> str:
    """Why `by` may not bring in a plan of `place`."""
    if by is None or is_within(place.path, reach(by)):
        return ""
    return _("Kế hoạch của %s ngoài phạm vi của tài khoản.") % place.name
