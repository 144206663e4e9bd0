"""The checks of a report, a module a kind; each yields issues and notes which figures it could check."""
