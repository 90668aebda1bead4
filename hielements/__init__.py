"""Hielements: architecture as code. Reads `.hie` specifications and proves that code has the architecture they
say."""

__version__ = "0.1.0"
