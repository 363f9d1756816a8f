from targets.models.annex import Annex, Column, Row
from targets.models.indicator import Indicator
from targets.models.result import Period, Result, Submission
from targets.models.target import Target, TargetChange

__all__ = ["Annex", "Column", "Indicator", "Period", "Result", "Row", "Submission", "Target", "TargetChange"]
