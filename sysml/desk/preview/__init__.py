"""What an author, a member or a chair sees at a chosen moment, as a page for chairs."""
