"""International cybersecurity agreements as one knowledge graph: build, check, query."""

__version__ = "0.1.0"
