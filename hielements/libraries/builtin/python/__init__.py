"""The library `python`: facts about Python code, from Python's own parser.

The parts, in the order in which a question passes them: `library` (what exists), `functions/` (one file for each
function), `selection` and `checking` (what functions share), `codebase` (files, facts and edges of a workspace),
`resolution` and `modules` (what a name leads to), `store` (each file once, and the cache), `decoding`,
`extraction` and `places` (from bytes to facts), `facts` (what a fact is).

Nothing of a checked project is ever imported or executed.
"""
