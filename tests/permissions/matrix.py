"""The matrix: its areas, each with what a reader of docs/permissions.md should know of it."""

from dataclasses import dataclass

from tests.permissions.matrix_accounts import ADMISSION, OWN_ACCOUNT
from tests.permissions.matrix_board import BOARD_PAGES
from tests.permissions.matrix_calendar import CALENDAR_PAGES
from tests.permissions.matrix_jobs import JOB_PAGES
from tests.permissions.matrix_pages import PLAN_PAGES, SHELL_PAGES
from tests.permissions.matrix_report import REPORT_PAGES
from tests.permissions.matrix_results import RESULT_PAGES
from tests.permissions.matrix_shell import SHELL_LISTS
from tests.permissions.matrix_workbooks import WORKBOOK_PAGES
from tests.permissions.notation import Line


@dataclass(frozen=True)
class Area:
    title: str
    about: str
    lines: list[Line]


def _lists(*names: str) -> list[Line]:
    """The lines of the lists that are named so: "plans/plan"."""
    return [line for line in SHELL_LISTS if "/".join(line.route.split("/")[:2]) in names]


AREAS = [
    Area(
        "Pages of a plan",
        "The plan is a draft of the province. It binds the districts, so they read it, with the figures of their own "
        "place alone (decision 17). Editors enter what is assigned; local officers propose for their own district, and "
        "the cell that is posted is that of the officer's. The history that is asked for is the one of the same cell.",
        PLAN_PAGES,
    ),
    Area(
        "Entry workbooks",
        "The workbook of the annex's cells, and that of the report of the officer's district: who enters figures there "
        "takes them away, fills them in and brings them back. A preview is its owner's alone; the one that is asked "
        "for is of the annex, and its decision is asked again what the grid asks.",
        WORKBOOK_PAGES,
    ),
    Area(
        "Board of reports",
        "The plan's own level follows what the localities report and judges it: the board, closing a period, giving "
        "more time, the letter to those who are late, one report. The report is that of the officer's district, "
        "handed in; the period of the other pages is one in which nobody has reported.",
        BOARD_PAGES,
    ),
    Area(
        "Results of a period",
        "Results are figures, cut to the own subtree for those below the plan. The report on a period speaks of the "
        "whole, so it is read at the plan's own level, and written by those who judge reports.",
        RESULT_PAGES,
    ),
    Area(
        "Calendar of a plan",
        "Who reads the plan reads when reports are due. Those who edit plans set it for plans of their own subtree, "
        "also after the plan was issued, until it is closed. The period of the world holds no figures.",
        CALENDAR_PAGES,
    ),
    Area(
        "Reporting",
        "The report is the one of the officer's district; the figure that is posted is its first. Who holds the "
        "permission to report does so for every place within their reach, and has a home if they have a place.",
        REPORT_PAGES,
    ),
    Area(
        "Jobs",
        "A long import or export is its owner's alone, whatever the others may do; what it reads and writes is asked "
        "for when it runs. The job is finished and has made a file.",
        JOB_PAGES,
    ),
    Area(
        "Home, menu and choices",
        "The home page and the choices of a form hold what is within reach. The page of an application is closed to "
        "who may see none of its lists.",
        SHELL_PAGES,
    ),
    Area(
        "Lists of “Kế hoạch”",
        "The document is read by the province and by those whom it binds; its own level alone changes it, until it is "
        "issued. Address without `change/`: kept by Django for old links; it is the same for every number.",
        _lists(
            "plans/plan",
            "plans/section",
            "plans/activity",
            "plans/assignment",
            "plans/budgetline",
            "plans/legalbasis",
            "plans/recipient",
        ),
    ),
    Area(
        "Lists of “Chỉ tiêu”",
        "Targets and their history: those of the own place and below. Annexes, columns and rows say what is set for "
        "the whole, so only the plan's own level has them. Nobody writes in the history.",
        _lists("targets/target", "targets/annex", "targets/column", "targets/row", "targets/targetchange"),
    ),
    Area(
        "Lists of “Báo cáo”",
        "Periods belong to the document; those that it states are written here, the others on its calendar. Reports "
        "and results are those of the own place and below.",
        _lists("targets/period", "targets/submission", "targets/result"),
    ),
    Area(
        "Lists of “Danh mục”",
        "Places, facilities and agencies of the own subtree and of the levels above it. The indicators are one "
        "catalogue for the whole installation: it has no place, and every administrator may change it.",
        _lists(
            "localities/locality",
            "localities/succession",
            "localities/facility",
            "localities/agency",
            "targets/indicator",
        ),
    ),
    Area(
        "Lists of “Hệ thống”",
        "Accounts and the two logs are for administrators, each within their own place. Nobody writes in the logs.",
        _lists("accounts/user", "accounts/auditevent", "admin/logentry"),
    ),
    Area(
        "Letting somebody in",
        "Whoever holds an open link sets the password of the account it was made for; any other link is void. `#own` "
        "is one's own account, which is changed on one's own pages, after the password was asked for again.",
        ADMISSION,
    ),
    Area(
        "Signing in, one's own account",
        "No address names whose account it is, so nobody is out of reach. Administrators have a second factor here, "
        "the others none; nobody has made recovery codes yet, and where there are none the answer is 404. `#just`: the "
        "password was typed within the last quarter of an hour. An administrator without a second factor is led from "
        "everywhere to where it is set up, before anything else.",
        OWN_ACCOUNT,
    ),
]
MATRIX = [line for area in AREAS for line in area.lines]
