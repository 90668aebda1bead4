"""Rules about dependencies, for the libraries of all languages: layers, independence, cycles, forbidden dependencies,
interfaces.

A library gives the facts as a `Code` (see `code`), turns the arguments of a check into `Part`s, and gets `Findings`.
The parts, in the order in which a question passes them: `code` (what a language must tell), `exceptions` (imports that
do not count), `code_graph` (the graph of files, explored as far as a rule needs it), one module for each rule
(`layers`, `dependence`, `cycles`, `access`), `breaches` and `advice` (how what was found is told).

Nothing here knows a language, and nothing reads a file.
"""
