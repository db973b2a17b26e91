"""How the desk writes moments, wherever nothing else is said."""
