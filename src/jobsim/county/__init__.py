"""The county: persons, families, firms and ventures as structured records, and how they are made."""
