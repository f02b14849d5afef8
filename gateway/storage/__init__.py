"""Tables, database and migrations: SQLAlchemy Core on SQLite or PostgreSQL, no ORM."""
