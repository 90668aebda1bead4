"""The library `rust`: facts about Rust code, from a tree-sitter grammar.

The parts, in the order in which a question passes them: `library` (what exists), `functions/` (one file for each
function or small family), `selection`, `existence` and `checking` (what functions share), `codebase` (files, facts and
edges of a workspace), `resolution` (what a path leads to), `crates` and `manifests` (modules of crates, Cargo.toml),
`store` (each file once, and the cache), `extraction` and its parts (from bytes to facts), `facts` (what a fact is).

Nothing of a checked project is ever compiled or executed, and neither rustc nor cargo is needed.
"""
