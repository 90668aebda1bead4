"""Libraries that are WebAssembly modules: loading, sandbox, limits, calls.

Comes in: a module's file, what it was granted, its limits, requests as bytes. Goes out: answers as bytes, or a
WasmError that says why there is none. What the bytes mean is the business of the protocol; only `backend.py` knows it.

The guest is not trusted. Whatever it does, wrong pointers, endless loops, traps, floods, ends its own request only.
`wasmtime` is imported by the modules of this package when a module is opened, and by nobody else.
"""
