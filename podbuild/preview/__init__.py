"""The live preview: what an author sees and hears while writing. It builds as build.py does, and writes nowhere else."""
