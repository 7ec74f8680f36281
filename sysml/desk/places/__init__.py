"""What waits for a person under an address that they have proven: places as author, invitations."""
