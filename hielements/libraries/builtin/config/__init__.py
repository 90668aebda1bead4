"""The library `config`: values in configuration files.

Comes in: TOML, YAML, JSON, INI and `.env` files of the workspace. Goes out: values that know their line, and verdicts.
It must never read the environment of whoever runs the check, and never put a secret into a message.
"""
