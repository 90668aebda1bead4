"""The language server: the only place that knows LSP types.

Comes in: messages of an editor. Goes out: answers and notifications. What they say is decided in `ide`; here positions,
names of files and records are converted, and work is kept off the loop that reads messages: whatever takes long runs in
a thread, whatever runs code of a project in a process of its own (`checking.py`).
"""
