"""A copy of another cybernorms, kept up to date by its feed."""

from cybernorms.mirror.following import Mirror, Mirrored

__all__ = ["Mirror", "Mirrored"]
