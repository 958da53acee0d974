"""How topics are made and proved: skeletons, recordings, the ladder, new folders."""
