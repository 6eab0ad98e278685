"""/submissions: what institutions send in, its receipts, and what curators decide on it."""

from cybernorms.web.submissions.views import submissions_blueprint

__all__ = ["submissions_blueprint"]
