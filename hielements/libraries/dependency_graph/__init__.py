"""Graphs of dependencies, for the libraries of all languages: components, reachability, chains, cycles.

Nodes are integers from 0; a library maps its files or modules to them. Nothing here is recursive, so that neither
the length of a chain nor the size of a component matters, and every answer is the same for the same graph: where
several would do, the one with the smallest nodes is taken.
"""
