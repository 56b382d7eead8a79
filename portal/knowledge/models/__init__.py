"""Pages of the site, one module per noun."""

from .articles import ArticlePage, KnowledgeIndexPage
from .directory import DirectoryIndexPage, InitiativePage
from .funding import FundingCallPage, FundingIndexPage
from .home import HomePage
from .paths import LearningPathPage
from .standard import StandardPage

__all__ = [
    "ArticlePage",
    "DirectoryIndexPage",
    "FundingCallPage",
    "FundingIndexPage",
    "HomePage",
    "InitiativePage",
    "KnowledgeIndexPage",
    "LearningPathPage",
    "StandardPage",
]
