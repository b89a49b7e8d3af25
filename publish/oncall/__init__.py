"""Reports for the person on call, as text: the night's summary, files, overdue datasets."""
