"""What a person changes about their own account."""
