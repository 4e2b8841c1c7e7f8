"""What other counties published: execution, heads, prices and attainment, and how a result compares with it."""
