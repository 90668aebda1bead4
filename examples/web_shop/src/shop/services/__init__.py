"""Use cases. They speak to storage through the interfaces in `ports` alone."""
