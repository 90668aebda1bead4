"""Plugins that are programs of their own: JSON-RPC over standard input and output."""
