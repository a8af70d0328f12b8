"""Support points: where somebody sits who helps, and when. Known to every feature that tells the way to a person."""
