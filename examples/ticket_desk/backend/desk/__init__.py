"""The ticket desk's backend."""
