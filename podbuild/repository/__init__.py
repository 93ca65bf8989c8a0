"""A show in a repository: what became of it since a revision of git, and the workflows by which a service builds it."""
