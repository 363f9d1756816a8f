from targets.admin import annex, indicator, report, target

__all__ = ["annex", "indicator", "report", "target"]
