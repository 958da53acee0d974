"""What platforms' gradebooks read, and how their rows are matched with students."""
