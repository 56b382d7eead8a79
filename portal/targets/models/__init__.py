"""Models of the action plans, one module per noun."""

from .pages import ActionPlanPage
from .plans import Budget, Plan, Track
from .reports import ReportComment, ReportFile, StatusReport, TargetReading
from .targets import AttenderKey, CountedAttender, PublishedFigure, Target, TargetKind

__all__ = [
    "ActionPlanPage",
    "AttenderKey",
    "Budget",
    "CountedAttender",
    "Plan",
    "PublishedFigure",
    "ReportComment",
    "ReportFile",
    "StatusReport",
    "Target",
    "TargetKind",
    "TargetReading",
    "Track",
]
