"""Dockerfiles and compose files: images, stages, services, and what they are made of.

`dockerfile` turns the text of a Dockerfile into instructions and stages, `compose` the text of a compose file into
services; `functions` holds the functions of the library; `dependencies` says what the files depend on.
"""
