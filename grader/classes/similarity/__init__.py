"""Find signs of copying for a person to look at. The signs change no score."""
