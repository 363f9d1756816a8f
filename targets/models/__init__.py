from targets.models.annex import Annex, Column, Row
from targets.models.indicator import Indicator
from targets.models.narrative import Narrative
from targets.models.period import Extension, Period, Reminder
from targets.models.result import Result, ResultChange
from targets.models.stock_term import StockTerm
from targets.models.submission import Submission, SubmissionStep
from targets.models.target import Target, TargetChange
from targets.models.workbook_mapping import WorkbookMapping

__all__ = [
    "Annex",
    "Column",
    "Extension",
    "Indicator",
    "Narrative",
    "Period",
    "Reminder",
    "Result",
    "ResultChange",
    "Row",
    "StockTerm",
    "Submission",
    "SubmissionStep",
    "Target",
    "TargetChange",
    "WorkbookMapping",
]
