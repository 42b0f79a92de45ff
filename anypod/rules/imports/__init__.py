"""What other programs wrote, as values of ours: text in, feeds and items out, with everything that can't be carried."""
