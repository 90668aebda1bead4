"""The version of Hielements. It stands in a module of its own, below all others, so that every stage may name it."""

__version__ = "0.1.0"
