"""Make topics and prove them: skeletons, recordings, the steps of `verify`, and the folders of a new topic."""
