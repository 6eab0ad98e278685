from dataclasses import fields
from pathlib import Path

import pytest

from cybernorms.errors import InputError
from cybernorms.settings import SETTINGS, Settings, as_environment, load_settings


def test_table_and_class_agree() -> None:
    assert [setting.name for setting in SETTINGS] == [field.name for field in fields(Settings)]


def test_defaults_have_the_declared_types() -> None:
    settings = load_settings({})
    for setting in SETTINGS:
        if setting.name != "state_dir":
            assert getattr(settings, setting.name) == setting.default
            assert type(getattr(settings, setting.name)) is type(setting.default)


def test_environment_overrides_default_and_override_overrides_environment() -> None:
    environ = {"CYBERNORMS_PORT": "9000", "CYBERNORMS_TIMEOUT": "2.5"}
    settings = load_settings(environ, port=9001)
    assert (settings.port, settings.timeout) == (9001, 2.5)


def test_override_of_none_counts_as_absent() -> None:
    assert load_settings({"CYBERNORMS_PORT": "9000"}, port=None).port == 9000


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"CYBERNORMS_PORT": "eighty"}, "port must be a whole number"),
        ({"CYBERNORMS_TIMEOUT": "soon"}, "timeout must be a number"),
        ({"CYBERNORMS_REASONER": "hermit"}, "choose one of owlrl, sparq"),
        ({"CYBERNORMS_WORKERS": "0"}, "must be 1 or more"),
        ({"CYBERNORMS_CACHE_BYTES": "-1"}, "must be 0 or more"),
        ({"CYBERNORMS_PROT": "1"}, "no such setting"),
    ],
)
def test_bad_variable_is_named(environ: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words) as raised:
        load_settings(environ)
    assert next(iter(environ)) in str(raised.value)


def test_unknown_override_is_refused() -> None:
    with pytest.raises(InputError, match="prot"):
        load_settings({}, prot=1)


def test_state_dir_is_absolute_wherever_it_is_read() -> None:
    assert load_settings({"CYBERNORMS_STATE_DIR": "there"}).state_dir == Path.cwd() / "there"


def test_environment_round_trip_keeps_every_value() -> None:
    settings = load_settings({}, port=1, reasoner="owlrl", timeout=0.5)
    assert load_settings(as_environment(settings)) == settings
