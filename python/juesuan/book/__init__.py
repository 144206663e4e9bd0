"""Where the numbers live: the accounts in memory, and the doors through which they come and go."""
