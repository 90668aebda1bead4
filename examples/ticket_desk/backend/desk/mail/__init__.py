"""Mail to the people who wrote."""
