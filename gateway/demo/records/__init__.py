"""The demo's files; ``python -m gateway.demo FOLDER`` makes them again."""
