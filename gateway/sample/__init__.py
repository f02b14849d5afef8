"""Fictitious administrative records with exact gold spans, from a seed, in a stream.

Every person, company and number is made up; every number passes its real checksum, because
values that do not would measure false alarms only. Nothing here reads a true record.
"""

from gateway.sample.records import DENSE, LATEST, SPARSE, records

__all__ = ["DENSE", "LATEST", "SPARSE", "records"]
