"""The machine that runs plans: steps as data, a content-addressed store, an executor, one door to the outside."""
