"""Requests that try to knock the endpoint over, and what watches it while they do."""
