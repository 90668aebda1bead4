"""The `scopes` library: scopes that are made of other scopes.

Comes in: scopes, whoever selected them. Goes out: scopes. The library must never read a file or know a language: what
it answers follows from the files that its arguments hold.
"""

from __future__ import annotations

from hielements.libraries.builtin.library import BuiltinLibrary


class Scopes(BuiltinLibrary):
    """See `DOC`."""

    NAME = "scopes"
    DOC = """\
Scopes made of other scopes: the files of several, those that they share, a package without its tests.

The results are scopes like any other: checks of every library, rules about connections and `==` take them. The
language of a scope stays known where it is certain, so that `python.no_dependency(scopes.difference(src, tests), db)`
looks at Python code alone; a scope that is asked itself declares it: `scope production<python> = ..` makes
`production.no_dependency(db)` possible.

A result without files says why. A scope that selects nothing, such as one with a misspelt name, leaves every check
undecided that depends on it, also where it was only to be taken out of another; `[]` is nothing on purpose and does
no harm.

Scopes are combined by whole files. A function or a class is a part of a file: it can be narrowed down or left as it
is, but a file without one of its functions is no scope, and is refused.
"""
    PACKAGE = "hielements.libraries.builtin.scopes"
    FUNCTIONS = {  # noqa: RUF012 - never changed; a plain dict is the cheapest table
        "difference": "difference",
        "filter": "filter",
        "intersection": "intersection",
        "union": "union",
    }
