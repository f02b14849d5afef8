"""The HTTP door: FastAPI routes of a few lines each. Knows who may ask, never what is sensitive."""
