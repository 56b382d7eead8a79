"""Models of courses, one module per noun."""

from .application import Application
from .certificate import Certificate, Refresher
from .course import Course, CourseMaterial, CoursePart, CourseTeacher
from .makeup import MakeUp
from .neutral import InterfaceCheck, NeutralNeeds, NeutralText

__all__ = [
    "Application",
    "Certificate",
    "Course",
    "CourseMaterial",
    "CoursePart",
    "CourseTeacher",
    "InterfaceCheck",
    "MakeUp",
    "NeutralNeeds",
    "NeutralText",
    "Refresher",
]
