"""The types that everything speaks: what an author wrote, and what a build made of it. Frozen values, no input or output.

Positions (`span`) never take part in equality: a blank line added changes nothing.
"""
