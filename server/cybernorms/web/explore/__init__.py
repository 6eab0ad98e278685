"""/explore: what a resource is linked with, step by step, and how two resources are connected."""

from cybernorms.web.explore.views import explore_blueprint

__all__ = ["explore_blueprint"]
