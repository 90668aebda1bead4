"""Tickets and their rules."""
