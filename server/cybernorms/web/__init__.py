"""The HTTP side: the only package that knows Flask. Graph data reach it through a QueryEngine."""

from cybernorms.web.app import create_app

__all__ = ["create_app"]
