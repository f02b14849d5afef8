"""What announces trade secrets, by category: technical (T1-T5) and business (B1-B8)."""
