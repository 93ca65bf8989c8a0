"""The author's files → the show, its episodes, and every mistake in them. `load` is the door; `workspace` alone reads files.

Text becomes nodes or pieces that know their places (`yaml_nodes`, `inline`); tables of fields (`show_fields`,
`episode_fields`, `rights_fields`, `cues`) say what they mean; `script_writer` makes the script that both notations share.
Deliberately absent: choosing episodes (drafts, future dates), rendering mistakes, anything that is heard.
"""
