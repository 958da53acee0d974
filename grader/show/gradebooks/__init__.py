"""Write files that gradebooks of platforms import, and match their rows with students."""
