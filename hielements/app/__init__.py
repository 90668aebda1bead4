"""The composition root: picks what stands behind every interface, and runs the pipeline with it.

Comes in: a request in the words of a user: paths, filters, numbers. Goes out: a Report, or what else a command needs.
Only `adapters.py` names adapters: the disk, the built-in libraries, the cache. No module here may know how arguments
were spelled or how a report is shown. One module for each thing that users ask for, imported where it is used.
"""
