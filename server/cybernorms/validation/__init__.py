"""Judging graphs by shapes (SHACL): one interface, two engines, typed results."""

from cybernorms.validation.admission import admit_shapes
from cybernorms.validation.contradictions import derive
from cybernorms.validation.engines import ENGINES, validate, validate_shapes
from cybernorms.validation.files import FOREIGN, validate_files
from cybernorms.validation.patch import Patch, write_triple
from cybernorms.validation.profiles import (
    CORE,
    SUBMISSION,
    Profile,
    choose_profile,
    list_profiles,
)
from cybernorms.validation.references import validate_references
from cybernorms.validation.report import Branch, Report, Result, Severity
from cybernorms.validation.stages import (
    validate_asserted,
    validate_closure,
    validate_definitions,
)

__all__ = [
    "CORE",
    "ENGINES",
    "FOREIGN",
    "SUBMISSION",
    "Branch",
    "Patch",
    "Profile",
    "Report",
    "Result",
    "Severity",
    "admit_shapes",
    "choose_profile",
    "derive",
    "list_profiles",
    "validate",
    "validate_asserted",
    "validate_closure",
    "validate_definitions",
    "validate_files",
    "validate_references",
    "validate_shapes",
    "write_triple",
]
