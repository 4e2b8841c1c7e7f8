"""The report of a run: one content, shown as a page (HTML) and in print (PDF)."""
