"""An edition asks those who hold an office for a second step of signing in."""
