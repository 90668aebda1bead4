"""Every released revision, for ever."""
