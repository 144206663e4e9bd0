"""Pure computation: which code rows there are, and what every derived cell holds."""
