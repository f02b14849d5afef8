"""The walk of one record from submission to publication, its doors, its storage and its log."""
