"""One topic's two folders, found and read: checks, drivers, skeletons, solutions, mistakes, hints."""
