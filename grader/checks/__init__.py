"""What an author of exercises writes with: `check`, judgements, pictures, tolerances, and the two proxies to ask."""
