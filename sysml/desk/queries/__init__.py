"""What the pages that span apps show, composed from what each app offers."""
