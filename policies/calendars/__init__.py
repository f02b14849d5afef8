"""Working-day calendars as data, one file a country, with the notices they come from."""
