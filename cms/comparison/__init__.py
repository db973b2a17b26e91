"""What changed between two versions of a thing: which part became which, and which words stayed. Pure."""
