"""Trouble in `hielements.toml` or in `[tool.hielements]` of `pyproject.toml`."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Code

CONFIGURATION_SYNTAX = Code("HIE0701", "configuration-syntax", "error", "the configuration is not valid TOML")
UNREADABLE_CONFIGURATION = Code(
    "HIE0702", "unreadable-configuration", "error", "the configuration exists but cannot be read"
)
UNKNOWN_SETTING = Code("HIE0703", "unknown-setting", "error", "the configuration has a key that does not exist")
SETTING_TYPE = Code("HIE0704", "setting-type", "error", "a setting has a value of the wrong type")
SETTING_VALUE = Code("HIE0705", "setting-value", "error", "a setting has a value that is not possible")
MISSING_PATH = Code("HIE0707", "missing-path", "error", "a file or folder that the configuration names does not exist")
LIBRARY_KIND = Code(
    "HIE0708", "library-kind", "error", "an entry of [libraries] does not say what to start, or says it twice"
)
TWO_CONFIGURATIONS = Code(
    "HIE0709", "two-configurations", "warning", "hielements.toml and pyproject.toml both configure the workspace"
)
BUILT_IN_NAME = Code(
    "HIE0710", "built-in-name", "error", "a plugin has the name of a library that ships with hielements"
)
