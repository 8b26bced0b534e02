"""Code to copy: what does something with an entity, in the words of each platform's client."""
