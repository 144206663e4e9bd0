"""Other people's lists - receptions, projects, budgets, causes - into the lists beside the tables."""
